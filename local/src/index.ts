export { StartError } from "./start-error.ts";
export { startPostgres, type PostgresOptions, type PostgresServer } from "./postgres/start-postgres.ts";
export { removePostgresData } from "./postgres/state.ts";
export { startPlatform } from "./platform/start-platform.ts";
export type { Platform, PlatformOptions } from "./platform/platform-options.ts";
export { resetPlatform } from "./platform/reset-platform.ts";
export { startApiServer, type ApiServer, type ApiServerOptions } from "./api-server/index.ts";
export { startVirtualNode, type VirtualNode, type VirtualNodeOptions } from "./node/virtual-node.ts";
export { startRouter, type Router, type RouterOptions } from "./router/router.ts";
