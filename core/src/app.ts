import cookie from "@fastify/cookie";
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from "fastify";
import type { Context } from "./context.ts";
import { Problem } from "./errors/document.ts";
import * as authSchemas from "./features/auth/schemas.ts";
import { authenticate, mayBecomeFounder } from "./features/auth/authenticate.ts";
import { authOperations } from "./features/auth/routes.ts";
import { billingOperations } from "./features/billing/routes.ts";
import * as billingSchemas from "./features/billing/schemas.ts";
import { founderOperations } from "./features/founder/routes.ts";
import * as founderSchemas from "./features/founder/schemas.ts";
import { moduleOperations } from "./features/modules/routes.ts";
import * as moduleSchemas from "./features/modules/schemas.ts";
import { systemOperations } from "./features/system/routes.ts";
import * as systemSchemas from "./features/system/schemas.ts";
import { tenantOperations } from "./features/tenants/routes.ts";
import * as tenantSchemas from "./features/tenants/schemas.ts";
import { installDocumentation } from "./http/documentation.ts";
import { frameworkErrorOptions } from "./http/framework-errors.ts";
import { installErrorHandler } from "./http/error-handler.ts";
import { listNamedSchemas } from "./http/fields.ts";
import { installGracefulClose, keepAliveMilliseconds } from "@tochka-rosta/service/fastify";
import { isTrustedProxy } from "@tochka-rosta/service/net";
import { installMetrics } from "./http/metrics.ts";
import { installRequestHooks } from "./http/request-hooks.ts";
import { registerOperations } from "./http/register.ts";
import { createValidatorCompiler } from "./http/validation.ts";

/** A schema with `$id` in one of these files is known to every operation; nothing has to be listed here when one is added. */
const namedSchemas = [
  Problem,
  ...listNamedSchemas(tenantSchemas, authSchemas, billingSchemas, moduleSchemas, founderSchemas, systemSchemas),
];

const operations = [
  ...authOperations,
  ...tenantOperations,
  ...billingOperations,
  ...moduleOperations,
  ...founderOperations,
  ...systemOperations,
];

/** The whole API without a port: the program listens with it, tests inject into it. Not ready until `ready()`. */
export async function buildApp(context: Context): Promise<FastifyInstance> {
  // By this name, because Fastify types the whole instance after the logger it is given.
  const loggerInstance: FastifyBaseLogger = context.log;
  const app = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: (address, hop) => isTrustedProxy(address, hop, context.config.trustedProxies),
    bodyLimit: 64 * 1024,
    // For receiving a request, not for answering it: event streams last longer.
    requestTimeout: 30_000,
    ...frameworkErrorOptions(context.config),
    genReqId: () => crypto.randomUUID(),
    // However long a part of a path is, the request is answered like any other; Node bounds the head at 16 KiB.
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 16_384 },
    keepAliveTimeout: keepAliveMilliseconds,
    // A request that was on its way when the stop began is answered like any other.
    return503OnClosing: false,
  });
  app.removeContentTypeParser("text/plain");
  app.setValidatorCompiler(createValidatorCompiler());
  installGracefulClose(app);
  installErrorHandler(app);
  // First: a refusal is worded in the language of the cookie.
  await app.register(cookie);
  installRequestHooks(app, context.config);
  for (const schema of namedSchemas) app.addSchema(schema);
  await installDocumentation(app, context.config);
  installMetrics(app, context.metrics, context.config.metricsPort);
  // Registered as a plugin of its own, so that the documentation's hooks see every route.
  await app.register(async (routes) =>
    registerOperations(routes, operations, { context, identification: { authenticate, mayBecomeFounder } }),
  );
  return app;
}
