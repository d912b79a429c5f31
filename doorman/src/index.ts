export { sitesOf, watchHostClaims } from "./host-claims.ts";
export { healthPath, type ResponderOptions } from "./respond.ts";
export { startServer } from "./server.ts";
export type { Answer, Sites } from "./site.ts";
