import type { Exchange } from "./exchange.ts";
import type { ServerContext } from "./server-context.ts";
import { openIdDocument } from "./token-routes.ts";
import { pathNotFound } from "../errors.ts";
import type { JsonObject } from "../objects.ts";
import { discoverGroups } from "../discovery/api-resources.ts";
import { apiGroup, apiGroupList, groupDiscoveryList, resourceList } from "../discovery/documents.ts";
import { openApiDocument, openApiIndex, swaggerDocument } from "../discovery/openapi.ts";

const AGGREGATED_TYPE = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
const VERSION: JsonObject = {
  major: "1",
  minor: "36",
  gitVersion: "v1.36.3",
  gitCommit: "",
  gitTreeState: "clean",
  buildDate: "2026-07-14T00:00:00Z",
  goVersion: "",
  compiler: "",
  platform: "tochka-rosta/local",
};

/** Answers what is served, how healthy it is and what it looks like; true when the path was one of these. */
export function serveDiscovery(context: ServerContext, exchange: Exchange): boolean {
  const { pathname } = exchange.url;
  if (exchange.method !== "GET") return false;
  if (/^\/(healthz|livez|readyz)(\/|$)/.test(pathname)) {
    exchange.sendText(200, "ok", "text/plain");
    return true;
  }
  const openId = openIdDocument(context, pathname, exchange.request.headers.host ?? "");
  if (openId !== undefined) {
    const mediaType = pathname.endsWith("jwks") ? "application/jwk-set+json" : "application/json";
    if (accepts(exchange.request.headers.accept, mediaType)) exchange.sendText(200, JSON.stringify(openId), mediaType);
    else exchange.sendText(406, `406: Not Acceptable\n\nAvailable representations: ${mediaType}`, "text/plain");
    return true;
  }
  if (pathname.startsWith("/openapi/")) {
    exchange.sendJson(200, openApiAnswer(context, pathname));
    return true;
  }
  const [root, group, version, further] = pathname.split("/").filter((part) => part !== "");
  if (root === "version") exchange.sendJson(200, VERSION);
  else if (root === "api" && version === undefined) serveCore(context, exchange, group);
  else if (root === "apis" && further === undefined) serveGroups(context, exchange, group, version);
  else return false;
  return true;
}

function openApiAnswer({ kinds }: ServerContext, pathname: string): JsonObject {
  if (pathname === "/openapi/v2") return swaggerDocument(kinds);
  if (pathname === "/openapi/v3") return openApiIndex(kinds);
  const document = openApiDocument(kinds, pathname.slice("/openapi/v3/".length));
  if (document === undefined) throw pathNotFound();
  return document;
}

function wantsAggregated({ accept }: Exchange): boolean {
  return accept.split(",").some((each) => each.includes("as=APIGroupDiscoveryList") && each.includes("v=v2"));
}

function serveCore(context: ServerContext, exchange: Exchange, version: string | undefined): void {
  const groups = discoverGroups(context.kinds);
  if (version !== undefined) return exchange.sendJson(200, found(resourceList(groups, "", version)));
  if (wantsAggregated(exchange)) return sendAggregated(exchange, groupDiscoveryList(groups, true));
  const serverAddressByClientCIDRs = [{ clientCIDR: "0.0.0.0/0", serverAddress: exchange.request.headers.host ?? "" }];
  exchange.sendJson(200, { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs });
}

function serveGroups(
  context: ServerContext,
  exchange: Exchange,
  group: string | undefined,
  version: string | undefined,
): void {
  const groups = discoverGroups(context.kinds);
  if (group === undefined) {
    if (wantsAggregated(exchange)) return sendAggregated(exchange, groupDiscoveryList(groups, false));
    return exchange.sendJson(200, apiGroupList(groups));
  }
  exchange.sendJson(200, found(version === undefined ? apiGroup(groups, group) : resourceList(groups, group, version)));
}

function sendAggregated(exchange: Exchange, document: JsonObject): void {
  exchange.sendText(200, JSON.stringify(document), AGGREGATED_TYPE);
}

function found(document: JsonObject | undefined): JsonObject {
  if (document === undefined) throw pathNotFound();
  return document;
}

/** As a real server has it: of these documents there is one representation, and a header that names others gets 406. */
function accepts(header: string | undefined, mediaType: string): boolean {
  const ranges = (header ?? "*/*").split(",").map((range) => range.split(";", 1)[0]?.trim());
  return ranges.some((range) => range === mediaType || range === "*/*" || range === "application/*");
}
