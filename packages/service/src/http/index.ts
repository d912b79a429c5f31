/** Plain HTTP of a program: health, metrics, single endpoints. */
export { metricsContentType, serveHealth, type HealthCheck, type HealthServerOptions } from "./health-server.ts";
export {
  closeSweepMilliseconds,
  keepAliveMilliseconds,
  startHttpServer,
  type HttpServer,
  type HttpServerOptions,
  type ListenAddress,
} from "./http-server.ts";
export { startEndpointServer, type EndpointAnswer, type Endpoints } from "./endpoint-server.ts";
