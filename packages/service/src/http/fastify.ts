/** What servers on Fastify share. */
export { createClientErrorHandler, type ClientErrorAnswer, type ClientFault } from "./client-errors.ts";
export { installGracefulClose, keepAliveMilliseconds } from "./graceful-close.ts";
