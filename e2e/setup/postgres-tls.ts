import { randomBytes } from "node:crypto";
import pg from "pg";
import { createAuthority, type CertificatePair } from "../cluster/src/own/pki.ts";
import type { TestTls } from "./provided.ts";

const user = "needs_tls";

/**
 * Gives a running PostgreSQL a certificate of an authority of our own, and a user that it takes over TLS only; everybody else goes on as
 * before. Needs a superuser's URL and nothing on the server's disk.
 */
export async function offerTls(superuserUrl: string): Promise<TestTls> {
  const [authority, stranger] = await Promise.all([createAuthority("our authority"), createAuthority("a stranger")]);
  const pair = await authority.issue({ commonName: "postgres", names: { dns: ["localhost"] } });
  const password = randomBytes(12).toString("hex");
  await withClient(superuserUrl, async (client) => {
    await client.query(`CREATE ROLE ${user} LOGIN PASSWORD '${password}'`);
    await client.query(`CREATE DATABASE ${user} OWNER ${user}`);
    await installCertificate(client, pair);
    await requireTls(client, user);
  });
  const { port } = new URL(superuserUrl);
  return {
    url: `postgresql://${user}:${password}@localhost:${port}/${user}`,
    wrongHost: "127.0.0.1",
    authority: authority.certificate,
    strangersAuthority: stranger.certificate,
  };
}

/** From now on the server offers TLS. */
async function installCertificate(client: pg.Client, pair: CertificatePair): Promise<void> {
  await writeServerFile(client, "server.crt", pair.certificate);
  await writeServerFile(client, "server.key", pair.privateKey);
  await client.query("ALTER SYSTEM SET ssl = on");
  await client.query("SELECT pg_reload_conf()");
}

async function requireTls(client: pg.Client, who: string): Promise<void> {
  const { rows } = await client.query<{ rules: string }>("SELECT pg_read_file('pg_hba.conf') AS rules");
  const first = `hostssl all ${who} all scram-sha-256\nhost all ${who} all reject\n`;
  await writeServerFile(client, "pg_hba.conf", first + (rows[0]?.rules ?? ""));
  await client.query("SELECT pg_reload_conf()");
}

/** Into the server's own folder, by the server's own user. */
async function writeServerFile(client: pg.Client, name: string, text: string): Promise<void> {
  const encoded = Buffer.from(text).toString("base64");
  await client.query(`COPY (SELECT '${encoded}') TO PROGRAM 'umask 077; base64 -d > ${name}'`);
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
