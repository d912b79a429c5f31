import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { readDatabaseBinding } from "./binding.ts";
import { openDatabase } from "./database.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "database-binding-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Lays the binding out as files, as the platform mounts it. */
async function bind(keys: Readonly<Record<string, string>>) {
  const written = { type: "postgresql", host: "h", port: "5432", username: "u", database: "d", password: "p", ...keys };
  await Promise.all(Object.entries(written).map(([key, value]) => writeFile(join(folder, key), value)));
  return readDatabaseBinding(folder);
}

const tls = inject("postgresTls");

describe.skipIf(tls === null)("a server that takes the module's user over TLS only", () => {
  if (tls === null) return;
  const { hostname, port, username, password, pathname } = new URL(tls.url);
  const server = { host: hostname, port, username, password, database: pathname.slice(1) };

  /** Whether the connection is encrypted, as the server sees it. */
  async function connect(keys: Readonly<Record<string, string>>): Promise<boolean | undefined> {
    const database = openDatabase(await bind({ ...server, ...keys }), () => undefined);
    try {
      const seen = await database.row<{ ssl: boolean }>("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
      return seen?.ssl;
    } finally {
      await database.close();
    }
  }

  test.each([
    ["verify-full with its authority", { sslmode: "verify-full", "ca.crt": tls.authority }],
    ["verify-ca, which compares no name", { sslmode: "verify-ca", "ca.crt": tls.authority, host: tls.wrongHost }],
    [
      "require without an authority, which asks nobody who it is",
      { sslmode: "require", "ca.crt": "", host: tls.wrongHost },
    ],
  ])("is reached encrypted: %s", async (_case, keys) => {
    expect(await connect(keys)).toBe(true);
  });

  test.each([
    ["no TLS", {}, /no encryption|pg_hba/],
    ["disable", { sslmode: "disable" }, /no encryption|pg_hba/],
    ["verify-full and no authority that Node.js knows", { sslmode: "verify-full" }, /certificate/],
    ["another authority", { sslmode: "verify-full", "ca.crt": tls.strangersAuthority }, /certificate/],
    [
      "a name not in the certificate",
      { sslmode: "verify-full", "ca.crt": tls.authority, host: tls.wrongHost },
      /IP|altname/i,
    ],
    ["require and another authority", { sslmode: "require", "ca.crt": tls.strangersAuthority }, /certificate/],
  ])("is not reached with %s", async (_case, keys, reason) => {
    await expect(connect(keys)).rejects.toThrow(reason);
  });
});

test("a server without TLS is not spoken to in the clear when the binding asks for TLS", async () => {
  const heard: Buffer[] = [];
  // As a PostgreSQL with ssl=off answers.
  const server = createServer((socket) => {
    socket.on("data", (data) => {
      heard.push(data);
      socket.write("N");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const database = openDatabase(
    await bind({ host: "127.0.0.1", port: String(port), sslmode: "require" }),
    () => undefined,
  );
  await expect(database.rows("SELECT 1")).rejects.toThrow("does not support SSL");
  await database.close();
  await new Promise((resolve) => server.close(resolve));
  // The question whether it speaks TLS, and nothing after it.
  expect(Buffer.concat(heard)).toHaveLength(8);
});

test.each([
  [{ sslmode: "prefer" }, 'sslmode is "prefer", not one of disable, require, verify-ca, verify-full'],
  [{ sslmode: "verify-ca" }, "verify-ca needs an authority (PEM)"],
])("a binding that cannot be kept is refused: %j", async (keys, says) => {
  await expect(bind(keys)).rejects.toThrow(says);
});
