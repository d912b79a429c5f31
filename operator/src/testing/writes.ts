import type { ApiServer } from "@tochka-rosta/api-server";
import type { TestCluster } from "./cluster.ts";

type RequestRecord = ApiServer["requestLog"][number];

/** What the operator asked the API server to change since `startRecording`: "PATCH namespaces tenant-alpha", repeated if it was. */
export function operatorWrites(cluster: TestCluster): string[] {
  return cluster.server.requestLog.filter(isOperatorWrite).map(describeWrite);
}

/** Empties the record, and begins one when there is none. */
export function startRecording(cluster: TestCluster): void {
  if (cluster.server.requestLog.length === 0) cluster.server.recordRequests(10_000);
  (cluster.server.requestLog as RequestRecord[]).length = 0;
}

/** Persons and the stand-in for the node sign their writes as "test-…". */
export function isOperatorWrite(request: { method: string; path: string; query: string }): boolean {
  if (request.method === "GET" || request.path.includes("/leases")) return false;
  // Deletions carry no signature, but only persons delete tenants.
  if (request.method === "DELETE" && /\/tenants\/[^/]+$/.test(request.path)) return false;
  return !new URLSearchParams(request.query).get("fieldManager")?.startsWith("test-");
}

/** Method and object, without group, version and namespace. */
export function describeWrite({ method, path }: Pick<RequestRecord, "method" | "path">): string {
  const [, ...rest] = path.replace(/^\/apis?\/([^/]+\.[^/]+\/|apps\/)?v[^/]+/, "").split("/");
  const object = rest[0] === "namespaces" && rest.length > 2 ? rest.slice(2) : rest;
  return `${method} ${object.join(" ")}`;
}
