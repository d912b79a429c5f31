import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";

/** An SMS gateway as the core's `webhook` provider expects it, which keeps what it was to send. */
export interface SmsGateway {
  /** Where the core posts, on any address of this machine. */
  readonly port: number;
  /** Where tests of this machine ask for the codes of a phone: `GET <codesUrl>?phone=…`, a JSON array, the oldest first. */
  readonly codesUrl: string;
  stop(): Promise<void>;
}

interface Message {
  readonly phone: string;
  readonly code: string;
}

/** Starts a gateway that takes only what was signed with this secret within the last five minutes. */
export async function startSmsGateway(secret: string): Promise<SmsGateway> {
  const codes = new Map<string, string[]>();
  const taken = new Set<string>();
  const intake = createServer((request, response) => {
    void readBody(request).then((body) => {
      if (!isSigned(request.headers["x-tochka-rosta-signature"], body, secret)) return response.writeHead(401).end();
      const key = String(request.headers["idempotency-key"]);
      const { phone, code } = JSON.parse(body) as Message;
      if (!taken.has(key)) codes.set(phone, [...(codes.get(phone) ?? []), code]);
      taken.add(key);
      return response.writeHead(204).end();
    });
  });
  // Apart from the intake, so that nothing in the cluster can ask for codes.
  const questions = createServer((request, response) => {
    const phone = new URL(request.url ?? "/", "http://codes").searchParams.get("phone") ?? "";
    response.setHeader("content-type", "application/json").end(JSON.stringify(codes.get(phone) ?? []));
  });
  const port = await listen(intake, "0.0.0.0");
  const codesPort = await listen(questions, "127.0.0.1");
  return {
    port,
    codesUrl: `http://127.0.0.1:${codesPort}/`,
    stop: async () => void (await Promise.all([close(intake), close(questions)])),
  };
}

/** Checks `t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">`, as any gateway behind the core should. */
export function isSigned(header: string | string[] | undefined, body: string, secret: string): boolean {
  const [, time = "", signature = ""] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(header)) ?? [];
  if (Math.abs(Date.now() / 1000 - Number(time)) > 300) return false;
  const expected = createHmac("sha256", secret).update(`${time}.${body}`).digest();
  return timingSafeEqual(Buffer.from(signature, "hex"), expected);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function listen(server: Server, host: string): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
