import { REVIEW_ROWS } from "../kinds/builtin-table.ts";
import { isObject, objectOrEmpty, valueAt, type JsonObject } from "../objects.ts";
import type { Exchange } from "./exchange.ts";
import type { ResourcePath } from "./resource-path.ts";
import type { ServerContext } from "./server-context.ts";
import { reviewToken } from "./token-routes.ts";

/** Who has the kubeconfig. */
export const administrator: JsonObject = {
  username: "local-admin",
  groups: ["system:masters", "system:authenticated"],
};
const ALLOWED: JsonObject = { allowed: true, reason: "this server does not enforce RBAC" };
const EVERYTHING: JsonObject = {
  resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }],
  nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
  incomplete: false,
};

/** Answers who one is and what one may do; true when the path was such a review. */
export async function serveReview(
  context: ServerContext,
  exchange: Exchange,
  path: ResourcePath,
  user: JsonObject,
): Promise<boolean> {
  const groupVersion = `${path.group}/${path.version}`;
  const row = REVIEW_ROWS.find((each) => each.groupVersion === groupVersion && each.resource === path.resource);
  if (row === undefined || exchange.method !== "POST") return false;
  const body = await exchange.readBody();
  const review = isObject(body) ? body : {};
  const status = statusOf(context, row.kind, review, user);
  exchange.sendJson(201, {
    kind: row.kind,
    apiVersion: row.groupVersion,
    metadata: objectOrEmpty(review["metadata"]),
    ...(review["spec"] === undefined ? {} : { spec: review["spec"] }),
    status,
  });
  return true;
}

function statusOf(context: ServerContext, kind: string, review: JsonObject, user: JsonObject): JsonObject {
  if (kind === "SelfSubjectReview") return { userInfo: user };
  if (kind === "SelfSubjectRulesReview") return EVERYTHING;
  if (kind !== "TokenReview") return ALLOWED;
  const isAdministrator = valueAt(review, ["spec", "token"]) === context.token;
  if (isAdministrator) return { authenticated: true, user: administrator };
  return reviewToken(context, objectOrEmpty(review["spec"]));
}
