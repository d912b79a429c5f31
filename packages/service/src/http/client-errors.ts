import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";

/** What can be wrong with bytes that never became a request. */
export type ClientFault = "headTooLarge" | "tooSlow" | "unreadable";

/** An answer to be written by hand: there is no request, and no reply to it. */
export interface ClientErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Makes Node's `clientError` listener (Fastify's `clientErrorHandler`): answers what is no request in the program's own words instead of Node's
 * bare status line, and ends the connection, since nothing behind a broken request can be told from it.
 */
export function createClientErrorHandler(
  answer: (fault: ClientFault) => ClientErrorAnswer,
): (error: Error & { readonly code?: string }, socket: Socket) => void {
  return (error, socket) => {
    // Gone, or in the middle of an answer to the request before, which must not be written into.
    if (error.code === "ECONNRESET" || !socket.writable || socket.bytesWritten > 0) {
      socket.destroy();
      return;
    }
    const { status, headers, body } = answer(faultOf(error.code));
    const all = { ...headers, "content-length": String(Buffer.byteLength(body)), connection: "close" };
    const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${head.join("")}\r\n${body}`);
  };
}

function faultOf(code: string | undefined): ClientFault {
  if (code === "HPE_HEADER_OVERFLOW") return "headTooLarge";
  return code === "ERR_HTTP_REQUEST_TIMEOUT" ? "tooSlow" : "unreadable";
}
