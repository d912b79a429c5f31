export { NOT_ENFORCED, startApiServer, type ApiServer, type ApiServerOptions } from "./api-server.ts";
export { badRequest } from "./errors.ts";
export type { Fault, FaultSource, Hooks, LogOptions, LogSource, RequestRecord } from "./http/server-context.ts";
export type { KubeObject } from "./objects.ts";
