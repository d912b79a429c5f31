import { startHttpServer, type HttpServer, type ListenAddress } from "./http-server.ts";

/** The answer of a server that has one endpoint. */
export interface EndpointAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Serves one path on a port of its own and nothing else, so that network policies can say who may read it. Anything but that path is 404,
 * an answer that cannot be made 500.
 */
export function startSingleEndpointServer(
  path: string,
  answer: () => Promise<EndpointAnswer>,
  listen: ListenAddress,
): Promise<HttpServer> {
  return startHttpServer((request, response) => {
    if (request.url !== path) {
      response.writeHead(404).end();
      return;
    }
    answer().then(
      ({ headers, body }) => response.writeHead(200, headers).end(body),
      () => response.writeHead(500).end(),
    );
  }, listen);
}
