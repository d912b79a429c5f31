export { startPlatform } from "./start-platform.ts";
export type { Platform, PlatformOptions } from "./platform-options.ts";
export { resetPlatform } from "./reset-platform.ts";
export type { RestartReport } from "./restart-program.ts";
export { startRouter, type Router, type RouterOptions } from "./router/router.ts";
export { layOut } from "./folders.ts";
export { lockFolder } from "./lock.ts";
export { systemNamespace } from "./names.ts";
