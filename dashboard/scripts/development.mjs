// Entry of the dashboard under `npm run dev`: Next compiles what is opened and reloads what changes, in this one process.
import { createServer } from "node:http";
import { dirname } from "node:path";

// The chart says production; Next and React decide by this variable when they are loaded.
process.env.NODE_ENV = "development";
process.env.NEXT_TELEMETRY_DISABLED = "1";
const { default: next } = await import("next");

const hostname = process.env.HOST ?? "127.0.0.1";
const port = Number(process.env.PORT ?? 3000);
const dir = dirname(import.meta.dirname);
process.chdir(dir);

const httpServer = createServer();
const app = next({ dev: true, dir, hostname, port, httpServer, turbopack: true });
await app.prepare();
httpServer.on("request", app.getRequestHandler());
httpServer.listen(port, hostname);

process.once("SIGTERM", () => {
  httpServer.closeAllConnections();
  void app.close().finally(() => process.exit(0));
});
