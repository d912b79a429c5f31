import { badRequest, conflict, invalid, methodNotAllowed, notFound } from "../errors.ts";
import type { FieldError } from "../errors.ts";
import { isObject, objectOrEmpty, stringOr, valueAt, type JsonObject } from "../objects.ts";
import { issuer, signToken, verifyToken, type TokenSubject, type VerifiedToken } from "../tokens.ts";
import { entryOf, requiredBody, type ResourceRequest } from "./resource-routes.ts";
import type { ServerContext } from "./server-context.ts";

const defaultSeconds = 3_600;
/** As on a server: a token that lives shorter would be renewed all the time. */
const shortestSeconds = 600;
const longestSeconds = 2 ** 32;

/** The kinds that a token can be bound to, by the collection where they are. */
const bindable: Readonly<Record<string, { resource: string; isNamespaced: boolean }>> = {
  Pod: { resource: "pods", isNamespaced: true },
  Secret: { resource: "secrets", isNamespaced: true },
  Node: { resource: "nodes", isNamespaced: false },
};

/** Answers a TokenRequest: `kubectl create token`, and what a kubelet asks for a pod. */
export async function serveToken(context: ServerContext, request: ResourceRequest, name: string): Promise<void> {
  const { exchange, namespace } = request;
  if (exchange.method !== "POST") throw methodNotAllowed("a token can only be created");
  const account = entryOf(context, request, name).object;
  const spec = objectOrEmpty(objectOrEmpty(await requiredBody(exchange))["spec"]);
  const audiences = readAudiences(spec["audiences"]);
  const seconds = spec["expirationSeconds"] ?? defaultSeconds;
  const problems = findProblems(seconds);
  const target = { group: "authentication.k8s.io", kind: "TokenRequest", name: "" };
  if (problems.length > 0 || typeof seconds !== "number") throw invalid(target, problems);

  const boundTo = findBound(context, { namespace, name }, spec["boundObjectRef"]);
  const serviceAccount = { name, uid: account.metadata.uid ?? "" };
  const issuedAt = Math.floor(context.clock() / 1000);
  const expiresAt = issuedAt + seconds;
  const token = signToken(context.keys, { namespace, serviceAccount, boundTo }, { audiences, issuedAt, expiresAt });
  const expirationTimestamp = toTimestamp(expiresAt);
  exchange.sendJson(201, {
    kind: "TokenRequest",
    apiVersion: "authentication.k8s.io/v1",
    metadata: { name, namespace, creationTimestamp: toTimestamp(issuedAt) },
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: spec["boundObjectRef"] ?? null },
    status: { token, expirationTimestamp },
  });
}

function readAudiences(value: unknown): string[] {
  const given = Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
  return given.length > 0 ? given : [issuer];
}

function findProblems(seconds: unknown): FieldError[] {
  const refuse = (why: string): FieldError[] => [
    {
      reason: "FieldValueInvalid",
      message: `Invalid value: ${JSON.stringify(seconds)}: ${why}`,
      field: "spec.expirationSeconds",
    },
  ];
  if (typeof seconds !== "number" || !Number.isInteger(seconds)) return refuse("must be a whole number");
  if (seconds < shortestSeconds) return refuse("may not specify a duration less than 10 minutes");
  if (seconds > longestSeconds) return refuse("may not specify a duration larger than 2^32 seconds");
  return [];
}

/** The object that the token shall not outlive. Throws 400, 404 and 409 as a server does. */
function findBound(
  context: ServerContext,
  account: { readonly namespace: string; readonly name: string },
  reference: unknown,
): TokenSubject["boundTo"] {
  const { namespace } = account;
  if (!isObject(reference)) return undefined;
  const [kind, name] = [stringOr(reference["kind"], ""), stringOr(reference["name"], "")];
  const row = bindable[kind];
  const target = { kind, resource: row?.resource ?? kind, name };
  const object = row && context.store.get(`/${row.resource}`, row.isNamespaced ? namespace : "", name)?.object;
  if (!object) throw notFound(target);
  if (kind === "Pod" && valueAt(object, ["spec", "serviceAccountName"]) !== account.name) {
    throw badRequest(
      `cannot bind token for serviceaccount "${account.name}" to pod running with different serviceaccount name.`,
    );
  }
  const { uid = "" } = object.metadata;
  const asked = reference["uid"];
  if (typeof asked === "string" && asked !== uid) {
    throw conflict(
      target,
      `the UID in the bound object reference (${asked}) does not match the UID in record (${uid})`,
    );
  }
  return { kind, name, uid };
}

/** A token that is ours, whose time has not passed, and whose account and bound object still live. */
export function authenticateToken(context: ServerContext, token: string): VerifiedToken | undefined {
  const verified = verifyToken(context.keys, token, Math.floor(context.clock() / 1000));
  if (!verified) return undefined;
  const { namespace, serviceAccount, boundTo } = verified.subject;
  const isThere = (resource: string, within: string, { name, uid }: { name: string; uid: string }) =>
    context.store.get(`/${resource}`, within, name)?.object.metadata.uid === uid;
  if (!isThere("serviceaccounts", namespace, serviceAccount)) return undefined;
  const row = boundTo && Object.entries(bindable).find(([kind]) => kind.toLowerCase() === boundTo.kind)?.[1];
  if (boundTo && (!row || !isThere(row.resource, row.isNamespaced ? namespace : "", boundTo))) return undefined;
  return verified;
}

/** The user that a token stands for, as reviews show it. */
export function describeUser({ username, subject, id }: VerifiedToken): JsonObject {
  const { namespace, serviceAccount } = subject;
  return {
    username,
    uid: serviceAccount.uid,
    groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
    extra: { "authentication.kubernetes.io/credential-id": [`JTI=${id}`] },
  };
}

/** The status of a TokenReview: who a token is, for those of the asked audiences that it is meant for. */
export function reviewToken(context: ServerContext, spec: JsonObject): JsonObject {
  const token = stringOr(spec["token"], "");
  const asked = readAudiences(spec["audiences"]);
  const verified = authenticateToken(context, token);
  const audiences = asked.filter((audience) => verified?.audiences.includes(audience));
  if (!verified || audiences.length === 0) return { authenticated: false };
  return { authenticated: true, user: describeUser(verified), audiences };
}

/** What anybody needs to verify tokens without asking: OpenID discovery and the public key. */
export function openIdDocument({ keys }: ServerContext, pathname: string, host: string): JsonObject | undefined {
  if (pathname === "/openid/v1/jwks") {
    const { kty = "RSA", n = "", e = "" } = keys.publicKey.export({ format: "jwk" });
    return { keys: [{ use: "sig", kty, kid: keys.keyId, alg: "RS256", n, e }] };
  }
  if (pathname !== "/.well-known/openid-configuration") return undefined;
  return {
    issuer,
    jwks_uri: `https://${host}/openid/v1/jwks`,
    response_types_supported: ["id_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
  };
}

function toTimestamp(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}
