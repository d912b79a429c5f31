import { startHttpServer, type HttpServer, type ListenAddress } from "@tochka-rosta/service/http";

import { respond, type ResponderOptions } from "./respond.ts";

/** Listens; rejects when the port is taken. Port 0 takes a free one. A stop lets answers under way end. */
export function startServer(options: ResponderOptions, listen: ListenAddress): Promise<HttpServer> {
  return startHttpServer((request, response) => respond(options, request, response), listen);
}
