import type { FastifyInstance } from "fastify";
import { closeSweepMilliseconds } from "./http-server.ts";

export { keepAliveMilliseconds } from "./http-server.ts";

/**
 * Ends connections while the app closes, each after the answer under way on it. Node by itself closes only those that are idle
 * at the first moment, and waits for all others until they time out.
 */
export function installGracefulClose(app: FastifyInstance): void {
  let isClosing = false;
  app.addHook("preClose", async () => {
    isClosing = true;
    if (!app.server.listening) return;
    // Answers that had begun before, event streams above all, promised to keep their connection.
    const sweep = setInterval(() => app.server.closeIdleConnections(), closeSweepMilliseconds);
    app.server.once("close", () => clearInterval(sweep));
  });
  app.addHook("onSend", async (_request, reply, payload) => {
    if (isClosing) reply.header("connection", "close");
    return payload;
  });
}
