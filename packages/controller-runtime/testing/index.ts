export { eventually } from "./eventually.ts";
export { fastClock } from "./fast-clock.ts";
export { fault, type Fault, type SeenRequest, TestApiServer } from "./test-api-server.ts";
