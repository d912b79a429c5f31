import { request as requestHttp } from "node:http";
import { isIP, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { errorCode } from "../errors/describe-error.ts";
import { EgressError } from "./egress-error.ts";
import { readProblem, problemHeader } from "./problems.ts";

/** The door, and how a tunnel is asked of it. */
export interface DoorOptions {
  readonly url: URL;
  readonly readToken: () => Promise<string>;
  /** How long the door and the TLS handshake behind it may take together, in milliseconds. */
  readonly connectMilliseconds: number;
  /** PEM. Default: Node.js's list and NODE_EXTRA_CA_CERTS. */
  readonly authorities?: readonly string[] | undefined;
}

/** Where a tunnel leads. */
export interface TunnelTarget {
  readonly host: string;
  readonly port: number;
  readonly isEncrypted: boolean;
}

/**
 * Opens a tunnel through the door; TLS ends here, so that the door never sees what is said.
 *
 * @throws EgressError with the door's reason
 */
export async function openTunnel(door: DoorOptions, target: TunnelTarget): Promise<Socket> {
  const name = nameOf(target);
  const signal = AbortSignal.timeout(door.connectMilliseconds);
  const token = await door.readToken().catch((cause: unknown) => {
    throw new EgressError("token_refused", { target: name, cause });
  });
  const socket = await connectThroughDoor(door.url, { name, token, signal });
  return target.isEncrypted ? encrypt(socket, { door, target, signal }) : socket;
}

interface ConnectRequest {
  readonly name: string;
  readonly token: string;
  readonly signal: AbortSignal;
}

function connectThroughDoor(url: URL, { name, token, signal }: ConnectRequest): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const headers = { host: name, "proxy-authorization": `Bearer ${token}` };
  const request = requestHttp(url, { method: "CONNECT", path: name, headers, signal, agent: false });
  request.once("connect", (response, socket: Socket, head) => {
    const { statusCode = 0, headers: given } = response;
    if (statusCode === 200) {
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
      return;
    }
    socket.destroy();
    const reason = given[problemHeader];
    const retryAfter = Number(given["retry-after"]);
    reject(
      new EgressError(readProblem(statusCode, typeof reason === "string" ? reason : undefined), {
        target: name,
        retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
      }),
    );
  });
  request.once("error", (cause) => {
    reject(new EgressError(signal.aborted ? "timed_out" : "door_unreachable", { target: name, cause }));
  });
  request.end();
  return promise;
}

interface Encryption {
  readonly door: DoorOptions;
  readonly target: TunnelTarget;
  readonly signal: AbortSignal;
}

function encrypt(socket: Socket, { door, target, signal }: Encryption): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const { host } = target;
  const tls = connectTls({
    socket,
    host,
    // The door compares this name; an address is no name.
    ...(isIP(host) === 0 && { servername: host }),
    ALPNProtocols: ["http/1.1"],
    ...(door.authorities !== undefined && { ca: [...door.authorities] }),
  });
  const abort = () => tls.destroy(new Error("the TLS handshake took too long"));
  signal.addEventListener("abort", abort, { once: true });
  const fail = (cause: Error) => {
    signal.removeEventListener("abort", abort);
    const problem = signal.aborted ? "timed_out" : isCertificateFault(cause) ? "certificate_refused" : "unreachable";
    reject(new EgressError(problem, { target: nameOf(target), cause }));
  };
  tls.once("error", fail);
  tls.once("secureConnect", () => {
    signal.removeEventListener("abort", abort);
    tls.off("error", fail);
    resolve(tls);
  });
  return promise;
}

/** OpenSSL's and Node's words for a chain that is not trusted or a name that is not in it. */
function isCertificateFault(error: Error): boolean {
  const code = errorCode(error) ?? "";
  return /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME|CA_/.test(code);
}

/** Host and port as CONNECT names them. */
export function nameOf({ host, port }: TunnelTarget): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
