export * from "./object.ts";
export * from "./errors.ts";
export type * from "./log.ts";
export { silentLog } from "./log.ts";
export * from "./clock/clock.ts";
export { VirtualClock } from "./clock/virtual-clock.ts";
export type * from "./config/cluster-config.ts";
export type * from "./client/client.ts";
export type * from "./cache/cache.ts";
export type * from "./controller/types.ts";
export * from "./apply/conditions.ts";
export { loadConfig, type LoadConfigOptions } from "./config/load-config.ts";
export { createClient } from "./client/create-client.ts";
export type { TransportOptions } from "./client/transport.ts";
export { createCache, type CacheOptions } from "./cache/create-cache.ts";
export type * from "./leader/types.ts";
export type * from "./apply/types.ts";
export type * from "./events/types.ts";
export type * from "./manager/types.ts";
export { createMetrics, type RuntimeMetrics } from "./manager/metrics.ts";
/* Coming with these signatures:
 *   createLeaderElection(options: LeaderElectionOptions): LeaderElection
 *   createApplier(options: { client: Client; fieldManager: string; hashAnnotation: string }): Applier
 *   applyStatus(client, resource, object, status, { fieldManager }): Promise<"written" | "unchanged">
 *   addFinalizer / removeFinalizer(client, resource, object, finalizer): Promise<T | undefined>
 *   createEventRecorder(options: { client; reportingController; reportingInstance; clock?; log? }): EventRecorder
 *   createManager(options: ManagerOptions): Manager
 *   serveHealth(...) for programs without a manager
 */
