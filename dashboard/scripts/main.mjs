// Entry of the built dashboard, laid beside Next's own server.js, which it starts.
import { format, stripVTControlCharacters } from "node:util";

// One JSON line an event, as every program of the platform writes; Next itself writes lines for people.
for (const [method, level] of Object.entries({
  log: "info",
  info: "info",
  warn: "warn",
  error: "error",
  debug: "debug",
})) {
  console[method] = (...parts) => {
    const msg = stripVTControlCharacters(format(...parts)).trim();
    if (msg !== "") process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, msg })}\n`);
  };
}

// Next listens on HOSTNAME, which a container's shell sets to the name of the machine.
process.env.HOSTNAME = process.env.HOST ?? "0.0.0.0";
process.env.PORT ??= "3000";
process.env.NEXT_TELEMETRY_DISABLED = "1";
// Longer than ingress controllers keep an idle connection (Traefik 90 s, nginx 60 s), or requests meet closed ones: 502.
process.env.KEEP_ALIVE_TIMEOUT ??= "120000";

// Next finishes what is under way, then waits for every connection that was in use until it times out.
process.once("SIGTERM", () => setTimeout(() => process.exit(0), 8_000).unref());

await import("./server.js");
