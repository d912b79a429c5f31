import { request } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import type { Socket } from "node:net";
import { problemHeader } from "@tochka-rosta/service/egress";

/** The door's answer to a CONNECT. */
export interface TunnelAnswer {
  readonly status: number;
  readonly problem: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly socket: Socket;
}

/** Asks a door on loopback for a tunnel. */
export function askForTunnel(port: number, target: string, token?: string): Promise<TunnelAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<TunnelAnswer>();
  const headers = token === undefined ? {} : { "proxy-authorization": `Bearer ${token}` };
  const asked = request({ host: "127.0.0.1", port, method: "CONNECT", path: target, headers, agent: false });
  asked.once("connect", ({ statusCode = 0, headers: given }, socket: Socket) => {
    const problem = given[problemHeader];
    socket.on("error", () => socket.destroy());
    resolve({ status: statusCode, problem: typeof problem === "string" ? problem : undefined, headers: given, socket });
  });
  asked.once("error", reject);
  asked.end();
  return promise;
}

/** Reads as many bytes as the text has, one character each, and leaves the tunnel open. */
export async function readText(socket: Socket, text: string): Promise<string> {
  let seen = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    seen += (chunk as Buffer).toString("latin1");
    if (seen.length >= text.length) break;
  }
  return seen;
}
