import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { readConnection } from "../database/connection.ts";

const connectTimeoutMilliseconds = 5_000;
const pauseMilliseconds = 500;

/** What a server says, or the network does, that is merely not up yet. */
const passing = ["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH", "57P03"];

/**
 * Connects as an administrator, waiting for a server that is still starting.
 * @throws Error in one sentence without the URL, which holds a password
 */
export async function connectWhenUp(
  url: string,
  { timeoutSeconds, log }: { readonly timeoutSeconds: number; readonly log: (line: string) => void },
): Promise<pg.Client> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  for (let attempt = 0; ; attempt += 1) {
    const client = openClient(url);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      const reason = error instanceof Error ? error.message : String(error);
      if (isDisbelief(error)) {
        throw new Error(`The certificate of ${hostOf(url)} is not trusted (postgresql.external.caSecret): ${reason}`);
      }
      if (!isPassing(error)) throw new Error(`The server ${hostOf(url)} refused the administrator: ${reason}`);
      if (Date.now() >= deadline) {
        throw new Error(`The server ${hostOf(url)} did not answer within ${timeoutSeconds} s: ${reason}`);
      }
      if (attempt % 20 === 0) log(`waiting for ${hostOf(url)}: ${reason}`);
      await sleep(pauseMilliseconds);
    }
  }
}

function openClient(url: string): pg.Client {
  const client = new pg.Client({
    ...readConnection(url),
    connectionTimeoutMillis: connectTimeoutMilliseconds,
    application_name: "tochka-rosta-setup",
  });
  // A server that ends the connection must not end us without a word: the next statement says it.
  client.on("error", () => undefined);
  return client;
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return passing.includes(code) || /timeout|terminated unexpectedly/.test(error.message);
}

/** What Node.js and OpenSSL say of a certificate that they refuse. */
function isDisbelief(error: unknown): boolean {
  return error instanceof Error && "code" in error && /CERT|CA_|UNABLE_TO/.test(String(error.code));
}

function hostOf(url: string): string {
  return new URL(url).host;
}
