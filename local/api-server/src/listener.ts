import { createServer, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Credentials } from "./credentials.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** The HTTPS side: listens on 127.0.0.1, can be silenced for a while and comes back on the same port. */
export class Listener {
  readonly #credentials: Credentials;
  readonly #handler: Handler;
  #server: Server | undefined;
  #port: number;

  constructor(credentials: Credentials, handler: Handler, port: number) {
    this.#credentials = credentials;
    this.#handler = handler;
    this.#port = port;
  }

  get port(): number {
    return this.#port;
  }

  /** Begins to accept connections. Rejects with EADDRINUSE when the port is taken. */
  async open(): Promise<void> {
    const { certificatePem: cert, keyPem: key } = this.#credentials;
    const server = createServer({ cert, key, keepAliveTimeout: 120_000, requestTimeout: 0 }, this.#handler);
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Refuses new connections and cuts those there are. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }
}
