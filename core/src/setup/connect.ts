import { setTimeout as sleep } from "node:timers/promises";
import { readConnection } from "@tochka-rosta/postgres/connection";
import { isCertificateRefused, isDatabaseUnreachable } from "@tochka-rosta/postgres/errors";
import pg from "pg";

const connectTimeoutMilliseconds = 5_000;
const pauseMilliseconds = 500;

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
      if (isCertificateRefused(error)) {
        throw new Error(`The certificate of ${hostOf(url)} is not trusted (postgresql.external.caSecret): ${reason}`);
      }
      if (!isDatabaseUnreachable(error))
        throw new Error(`The server ${hostOf(url)} refused the administrator: ${reason}`);
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

function hostOf(url: string): string {
  return new URL(url).host;
}
