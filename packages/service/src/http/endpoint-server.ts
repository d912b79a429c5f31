import { startHttpServer, type HttpServer, type ListenAddress } from "./http-server.ts";

/** The answer of one endpoint. */
export interface EndpointAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How each path is answered; paths are compared as they come, so one with a query is another. */
export type Endpoints = Readonly<Record<string, () => Promise<EndpointAnswer>>>;

/**
 * Serves a few paths on a port of their own and nothing else, so that network policies can say who may read them. Anything but these paths is
 * 404, an answer that cannot be made 503.
 */
export function startEndpointServer(endpoints: Endpoints, listen: ListenAddress): Promise<HttpServer> {
  const answers = new Map(Object.entries(endpoints));
  return startHttpServer((request, response) => {
    const answer = answers.get(request.url ?? "");
    if (answer === undefined) {
      response.writeHead(404).end();
      return;
    }
    answer().then(
      ({ headers, body }) => response.writeHead(200, headers).end(body),
      () => response.writeHead(503).end(),
    );
  }, listen);
}
