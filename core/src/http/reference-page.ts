import { createReadStream, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";

/** ReDoc makes styles while it runs and searches in a worker of its own making; it may load nothing but our document. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API reference</title>
</head>
<body>
<redoc spec-url="/openapi.json" hide-loading path-in-middle-panel required-props-first></redoc>
<script src="/docs/reference/redoc.js"></script>
</body>
</html>
`;

/** Serves the API's reference on one page, made by ReDoc of /openapi.json. Everything comes from this program. */
export function serveReference(app: FastifyInstance): void {
  const schema = { hide: true };
  app.get("/docs/reference", { schema }, (_request, reply) =>
    reply.header("content-security-policy", policy).type("text/html; charset=utf-8").send(page),
  );
  app.get("/docs/reference/redoc.js", { schema }, (_request, reply) =>
    reply
      .header("cache-control", "public, max-age=86400")
      .type("text/javascript; charset=utf-8")
      .send(createReadStream(findScript())),
  );
}

/** The build puts the script beside the bundle; from sources the package has it. */
function findScript(): string {
  const bundled = join(import.meta.dirname, "redoc", "redoc.standalone.js");
  if (existsSync(bundled)) return bundled;
  return createRequire(import.meta.url).resolve("redoc/bundles/redoc.standalone.js");
}
