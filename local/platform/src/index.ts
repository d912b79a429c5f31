export { startPlatform } from "./start-platform.ts";
export type { Platform, PlatformOptions } from "./platform-options.ts";
export { resetPlatform } from "./reset-platform.ts";
export { startRouter, type Router, type RouterOptions } from "./router/router.ts";
