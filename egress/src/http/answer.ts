import { STATUS_CODES } from "node:http";
import { doorProblems, problemHeader, type DoorProblem } from "@tochka-rosta/service/egress";

/** The answer that opens a tunnel. */
export const established = "HTTP/1.1 200 Connection Established\r\n\r\n";

/**
 * A refusal as bytes, since nothing but the socket is left of a CONNECT. The reason stands in a header, too: clients throw the body of an
 * answer to CONNECT away.
 */
export function buildRefusal(problem: DoorProblem, retryAfterSeconds?: number): string {
  const { status, text } = doorProblems[problem];
  const body = JSON.stringify({ type: "about:blank", status, title: text, code: problem });
  const headers = [
    `${problemHeader}: ${problem}`,
    "content-type: application/problem+json",
    `content-length: ${Buffer.byteLength(body)}`,
    ...(status === 407 ? ["proxy-authenticate: Bearer"] : []),
    ...(retryAfterSeconds === undefined ? [] : [`retry-after: ${retryAfterSeconds}`]),
    "connection: close",
  ];
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${headers.join("\r\n")}\r\n\r\n${body}`;
}
