import { silentLog } from "@tochka-rosta/controller-runtime";
import { describe, expect, inject, it } from "vitest";
import { readDatabaseServers, type DatabaseServerSettings } from "../settings.ts";
import { createDatabaseServer } from "./server.ts";

const tls = inject("postgresTls");

describe.skipIf(tls === null)("a server that takes the provisioner over TLS only", () => {
  if (tls === null) return;
  const { hostname, port, username, password, pathname } = new URL(tls.url);
  const database = pathname.slice(1);
  const entry = { name: "main", host: hostname, port: Number(port), user: username, password, database };

  /** Whether the connection is encrypted, as the server sees it. */
  async function connect(change: Readonly<Record<string, string>>): Promise<boolean | undefined> {
    const [settings] = readDatabaseServers(JSON.stringify([{ ...entry, ...change }]));
    if (!settings) throw new Error("no server was read");
    const server = open(settings);
    try {
      const [seen] = await server.query<{ ssl: boolean }>("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
      return seen?.ssl;
    } finally {
      await server.close();
    }
  }
  const open = (settings: DatabaseServerSettings) =>
    createDatabaseServer({ settings, readPassword: () => Promise.resolve(password), log: silentLog });

  it.each([
    ["verify-full, the default, with its authority", { ca: tls.authority }],
    ["verify-ca, which compares no name", { sslmode: "verify-ca", ca: tls.authority, host: tls.wrongHost }],
    ["require without an authority, which asks nobody who it is", { sslmode: "require", host: tls.wrongHost }],
  ])("is reached encrypted: %s", async (_case, change) => {
    expect(await connect(change)).toBe(true);
  });

  it.each([
    ["disable", { sslmode: "disable" }, /no encryption|pg_hba/],
    ["no authority that Node.js knows", {}, /certificate/],
    ["another authority", { ca: tls.strangersAuthority }, /certificate/],
    ["a name not in the certificate", { ca: tls.authority, host: tls.wrongHost }, /IP|altname/i],
    ["require and another authority", { sslmode: "require", ca: tls.strangersAuthority }, /certificate/],
  ])("is not reached with %s", async (_case, change, reason) => {
    await expect(connect(change)).rejects.toThrow(reason);
  });
});
