import { buildApp } from "../app.ts";
import { readConfig } from "../config/config.ts";
import type { Context } from "../context.ts";
import { createLog } from "@tochka-rosta/service/log";
import { createMetrics } from "../metrics.ts";

/** The OpenAPI document of the API as text, the same for the same sources. Needs no database and no port. */
export async function buildOpenApi(): Promise<string> {
  const config = readConfig({
    NODE_ENV: "test",
    PUBLIC_ORIGIN: "http://localhost:3000",
    SECRETS_DIR: "unused",
    DATABASE_URL: "postgresql://unused/unused",
  });
  // Operations use the rest of the context only when called, and nothing is called here.
  const context = { config, log: createLog({ level: "silent" }), metrics: createMetrics() } as unknown as Context;
  const app = await buildApp(context);
  try {
    await app.ready();
    return `${JSON.stringify(app.swagger(), null, 2)}\n`;
  } finally {
    await app.close();
  }
}
