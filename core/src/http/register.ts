import { networkOf } from "@tochka-rosta/service/net";
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from "fastify";
import type { TSchema } from "typebox";
import type { Context } from "../context.ts";
import { catalogue, type ProblemCode } from "../errors/catalogue.ts";
import { Problem } from "../errors/document.ts";
import { ProblemError, tooManyRequests } from "../errors/problem.ts";
import { ref } from "./fields.ts";
import { readLanguage } from "./language.ts";
import type { AnyOperation, Call, OperationSchema, Permission } from "./operation.ts";
import { checkOrigin } from "./origin-check.ts";
import type { Principal } from "./principal.ts";

/** How it is found out who is calling. */
export interface Identification {
  /** @throws ProblemError NOT_SIGNED_IN */
  authenticate(request: FastifyRequest, context: Context): Promise<Principal>;
  /** Whether somebody whose access token has run out may renew it and will then be a founder: they are told to, others see nothing. */
  mayBecomeFounder(request: FastifyRequest, context: Context): Promise<boolean>;
}

/** What all operations share. */
export interface RegisterOptions {
  readonly context: Context;
  readonly identification: Identification;
}

/**
 * Puts operations on the router: documentation, permission, limits, then body and queries, then the handler. Who may not call gets the same
 * answer whatever they send, since nothing of it is parsed before.
 */
export function registerOperations(
  app: FastifyInstance,
  operations: readonly AnyOperation[],
  options: RegisterOptions,
): void {
  const { context } = options;
  for (const operation of operations) {
    const principals = new WeakMap<FastifyRequest, Principal>();
    app.route({
      method: operation.method,
      url: operation.url,
      schema: buildRouteSchema(operation),
      onRequest: async (request) => {
        // A hidden place shows neither its limit nor its rules. Anywhere else a crowd is refused before it costs a query.
        const isHidden = operation.permission === "founder";
        if (!isHidden) await checkOriginAndLimit(operation, request, context);
        const principal = await findPrincipal(operation.permission, request, options);
        if (principal) principals.set(request, principal);
        if (isHidden) await checkOriginAndLimit(operation, request, context);
      },
      handler: (request, reply) => callHandler(operation, principals.get(request), { request, reply, context }),
    });
  }
}

async function callHandler(
  operation: AnyOperation,
  principal: Principal | undefined,
  { request, reply, context }: { request: FastifyRequest; reply: FastifyReply; context: Context },
) {
  reply.code(operation.schema.success.status);
  if (principal) reply.header("cache-control", "no-store");
  const call = {
    body: request.body,
    params: request.params,
    query: request.query,
    principal,
    language: readLanguage(request),
    origin: { address: request.ip, requestId: request.id, userAgent: request.headers["user-agent"]?.slice(0, 200) },
    request,
    reply,
  } as unknown as Call<OperationSchema, Permission>;
  return operation.handler(call, context);
}

async function findPrincipal(
  permission: Permission,
  request: FastifyRequest,
  { context, identification }: RegisterOptions,
): Promise<Principal | undefined> {
  if (permission === "anyone") return undefined;
  const principal = await identification.authenticate(request, context).catch(async (error: unknown) => {
    const isHidden = permission === "founder" && error instanceof ProblemError && error.code === "NOT_SIGNED_IN";
    throw isHidden && !(await identification.mayBecomeFounder(request, context))
      ? new ProblemError("NOT_FOUND")
      : error;
  });
  if (!mayCall(permission, principal)) {
    throw permission === "owner" ? new ProblemError("NO_TENANT") : new ProblemError("NOT_FOUND");
  }
  return principal;
}

function mayCall(permission: Permission, principal: Principal): boolean {
  if (permission === "owner") return principal.tenantId !== null;
  if (permission === "founder") return principal.role === "superuser";
  return true;
}

async function checkOriginAndLimit(operation: AnyOperation, request: FastifyRequest, context: Context): Promise<void> {
  checkOrigin(request, context.config.publicOrigin);
  await checkLimit(operation, request, context);
}

async function checkLimit({ id, limit }: AnyOperation, request: FastifyRequest, context: Context): Promise<void> {
  if (!limit) return;
  const { count, resetSeconds } = await context.counters.hit(
    `call:${id}:${networkOf(request.ip)}`,
    limit.windowSeconds,
  );
  if (count > limit.calls * context.config.addressLimitScale) throw tooManyRequests(resetSeconds);
}

/** A route's schema with what only the OpenAPI document says of it. */
type DocumentedSchema = FastifySchema & Readonly<Record<`x-${string}`, unknown>>;

function buildRouteSchema({ id, permission, schema, limit, method }: AnyOperation): DocumentedSchema {
  const codes: ProblemCode[] = ["INTERNAL", "NOT_READY"];
  if (schema.body ?? schema.params ?? schema.query) codes.push("VALIDATION_FAILED");
  if (method !== "GET") codes.push("ORIGIN_REFUSED");
  if (limit) codes.push("TOO_MANY_REQUESTS");
  if (schema.params || permission === "founder") codes.push("NOT_FOUND");
  if (permission !== "anyone") codes.push("NOT_SIGNED_IN");
  if (permission === "owner") codes.push("NO_TENANT");
  codes.push(...(schema.problems ?? []));
  return {
    operationId: id,
    tags: [schema.tag],
    summary: schema.summary,
    ...(schema.description !== undefined && { description: schema.description }),
    ...(schema.body && { body: refuseUnknownNames(schema.body) }),
    ...(schema.params && { params: schema.params }),
    ...(schema.query && { querystring: withOptionalDefaults(schema.query) }),
    ...(permission !== "anyone" && { security: [{ session: [] }] }),
    "x-permission": permission,
    ...(limit && { "x-limit": limit }),
    response: { ...buildSuccess(schema.success), ...buildRefusals(codes) },
  };
}

/**
 * A body as requests are held to it: a name that the schema does not have is refused, since a misspelt or outdated optional
 * name would otherwise be ignored and something else be done than was requested.
 */
function refuseUnknownNames(body: TSchema): object {
  return { ...withOptionalDefaults(body), additionalProperties: false };
}

/** What has a default need not be sent, so it leaves the list of required names. */
function withOptionalDefaults(schema: TSchema): object {
  const { properties, required, ...rest } = schema as {
    properties?: Record<string, { default?: unknown }>;
    required?: string[];
  };
  return { ...rest, properties, required: required?.filter((name) => properties?.[name]?.default === undefined) ?? [] };
}

function buildSuccess({
  status,
  body,
  stream,
  mediaType,
}: OperationSchema["success"]): Record<number, TSchema | object> {
  if (stream) {
    return { [status]: { description: "Events.", content: { "text/event-stream": { schema: body } } } };
  }
  if (mediaType !== undefined) {
    return { [status]: { description: "Done.", content: { [mediaType]: { schema: body } } } };
  }
  return { [status]: body ?? { description: "Done.", type: "null" } };
}

function buildRefusals(codes: readonly ProblemCode[]): Record<number, object> {
  const statuses = [...new Set(codes.map((code) => catalogue[code].status))].sort();
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: codes.filter((code) => catalogue[code].status === status).join(", "),
        content: { "application/problem+json": { schema: ref(Problem) } },
      },
    ]),
  );
}
