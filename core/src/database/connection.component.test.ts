import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { connectWhenUp } from "../setup/connect.ts";
import { openDatabase } from "./client.ts";
import { migrate } from "./migrate.ts";

const tls = inject("postgresTls");

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "core-connection-"));
  await writeFile(join(folder, "ca.crt"), tls?.authority ?? "");
  await writeFile(join(folder, "stranger.crt"), tls?.strangersAuthority ?? "");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A URL's parameters; authorities are named by their file in the folder. */
function buildUrl(base: string, { host, ...parameters }: Readonly<Record<string, string>>): string {
  const url = new URL(base);
  if (host) url.hostname = host;
  for (const [name, value] of Object.entries(parameters)) {
    url.searchParams.set(name, name === "sslrootcert" ? join(folder, value) : value);
  }
  return url.href;
}

describe.skipIf(tls === null)("a server that takes its users over TLS only", () => {
  if (tls === null) return;

  /** As setup connects. */
  async function connect(parameters: Readonly<Record<string, string>>): Promise<unknown> {
    const client = await connectWhenUp(buildUrl(tls?.url ?? "", parameters), {
      timeoutSeconds: 5,
      log: () => undefined,
    });
    try {
      const { rows } = await client.query<{ ssl: boolean }>("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
      return rows[0]?.ssl;
    } finally {
      await client.end();
    }
  }

  test.each([
    ["verify-full with its authority", { sslmode: "verify-full", sslrootcert: "ca.crt" }],
    ["verify-ca, which compares no name", { sslmode: "verify-ca", sslrootcert: "ca.crt", host: tls.wrongHost }],
    ["require without an authority, which asks nobody who it is", { sslmode: "require", host: tls.wrongHost }],
  ])("is reached encrypted: %s", async (_case, parameters) => {
    expect(await connect(parameters)).toBe(true);
  });

  test.each([
    ["no TLS", {}, /no encryption|pg_hba/],
    [
      "no authority that Node.js knows",
      { sslmode: "verify-full" },
      /is not trusted \(postgresql.external.caSecret\): /,
    ],
    ["another authority", { sslmode: "verify-full", sslrootcert: "stranger.crt" }, /is not trusted/],
    [
      "a name not in its certificate",
      { sslmode: "verify-full", sslrootcert: "ca.crt", host: tls.wrongHost },
      /altname/i,
    ],
    ["require and another authority", { sslmode: "require", sslrootcert: "stranger.crt" }, /is not trusted/],
  ])("is not reached with %s", async (_case, parameters, reason) => {
    await expect(connect(parameters)).rejects.toThrow(reason);
  });

  test("the core migrates and works over TLS", async () => {
    const url = buildUrl(tls.url, { sslmode: "verify-full", sslrootcert: "ca.crt" });
    await migrate(url);
    const database = openDatabase(url, 2);
    try {
      const rows = await database.$queryRaw`SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()`;
      expect(rows).toEqual([{ ssl: true }]);
    } finally {
      await database.$disconnect();
    }
  });
});
