import { existsSync } from "node:fs";
import { join } from "node:path";
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import type { Config } from "../config/config.ts";
import { version } from "../version.ts";
import { serveReference } from "./reference-page.ts";

const tags = [
  { name: "auth", description: "Who you are: phones, codes, passwords, sessions in cookies." },
  { name: "tenants", description: "Companies and their subdomains." },
  { name: "billing", description: "Tariffs and subscriptions; money is integer kopecks." },
  { name: "modules", description: "The catalogue, and switching sites on and off." },
  { name: "founder", description: "The platform at a glance, for its founder." },
  { name: "system", description: "Health and public keys." },
];

/**
 * Makes the OpenAPI document of the routes that follow. Where the setting says so it is served: at /openapi.json, for people who try calls at
 * /docs, and to read at /docs/reference.
 */
export async function installDocumentation(app: FastifyInstance, config: Config): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Tochka Rosta core",
        version,
        description:
          "The API behind the dashboard. Sessions travel in HttpOnly cookies; refusals are RFC 9457 problem documents with stable codes, in Russian or English by the cookie `lang` or Accept-Language.",
      },
      servers: [{ url: config.publicOrigin }],
      tags,
      components: { securitySchemes: { session: { type: "apiKey", in: "cookie", name: "__Host-access" } } },
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, i) =>
        typeof json["$id"] === "string" ? json["$id"] : `schema-${i}`,
    },
  });
  if (!config.showsApiReference) return;
  await app.register(swaggerUi, {
    routePrefix: "/docs",
    uiConfig: { deepLinking: true },
    staticCSP: true,
    logo: { type: "image/svg+xml", content: logo },
    ...findPages(),
  });
  app.get("/openapi.json", { schema: { hide: true } }, async () => app.swagger());
  serveReference(app);
}

const logo =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="13" fill="#4f46e5"/><circle cx="16" cy="16" r="5" fill="#fff"/></svg>';

/** The build puts the pages beside the bundle; from sources the package finds its own. */
function findPages(): { baseDir?: string } {
  const bundled = join(import.meta.dirname, "swagger-ui");
  return existsSync(bundled) ? { baseDir: bundled } : {};
}
