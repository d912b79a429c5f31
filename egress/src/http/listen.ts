import type { IncomingMessage, ServerResponse } from "node:http";
import { startHttpServer, type HttpServer, type ListenAddress } from "@tochka-rosta/service/http";
import { lettersPath, serveLetter, type LetterParts } from "../letters/serve-letter.ts";
import { serveConnect, type DoorParts } from "./door.ts";

/** Where the door listens, and for how many. */
export interface DoorListenOptions extends ListenAddress {
  readonly maxConnections: number;
}

/** Listens for pods; rejects when the port is taken. A stop takes no more tunnels and resolves when the last one is closed. */
export function listenForPods(
  parts: DoorParts & { readonly letters: LetterParts },
  options: DoorListenOptions,
): Promise<HttpServer> {
  const { maxConnections } = options;
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.method === "POST" && request.url === lettersPath) void serveLetter(parts.letters, request, response);
    else refuseMethod(response);
  };
  return startHttpServer(serve, options, {
    maxConnections,
    onConnect: (request, socket, head) => void serveConnect(parts, request, socket, head),
  });
}

function refuseMethod(response: ServerResponse): void {
  const title =
    "the door opens tunnels (CONNECT host:port with Proxy-Authorization) and takes letters (POST /v1/letters)";
  const body = JSON.stringify({ type: "about:blank", status: 405, title, code: "bad_request" });
  response
    .writeHead(405, { "content-type": "application/problem+json", allow: "CONNECT", connection: "close" })
    .end(body);
}
