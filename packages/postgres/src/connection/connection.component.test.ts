import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { createTemporaryFolder, type TemporaryFolder } from "@tochka-rosta/testing";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { buildTls, completeUrl, parseSslMode, readConnection, tlsProblem } from "./index.ts";

const tls = inject("postgresTls");

let folder = "";
let temporary: TemporaryFolder;
beforeAll(async () => {
  temporary = await createTemporaryFolder("connection");
  folder = temporary.path;
  await writeFile(join(folder, "ca.crt"), tls?.authority ?? "");
  await writeFile(join(folder, "stranger.crt"), tls?.strangersAuthority ?? "");
  await writeFile(join(folder, "nothing.crt"), "nothing");
});
afterAll(() => temporary[Symbol.asyncDispose]());

/** A URL with parameters; authorities are named by their file in the folder. */
function buildUrl(base: string, { host, ...parameters }: Readonly<Record<string, string>>): string {
  const url = new URL(base);
  if (host) url.hostname = host;
  for (const [name, value] of Object.entries(parameters)) {
    url.searchParams.set(name, name === "sslrootcert" ? join(folder, value) : value);
  }
  return url.href;
}

/** Whether the connection is encrypted, as the server sees it. */
async function isEncrypted(url: string): Promise<unknown> {
  const client = new pg.Client({ ...readConnection(url), connectionTimeoutMillis: 5_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ ssl: boolean }>("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
    return rows[0]?.ssl;
  } finally {
    await client.end().catch(() => undefined);
  }
}

describe.skipIf(tls === null)("a server that takes its users over TLS only", () => {
  if (tls === null) return;

  test.each([
    ["verify-full with its authority", { sslmode: "verify-full", sslrootcert: "ca.crt" }],
    ["verify-ca, which compares no name", { sslmode: "verify-ca", sslrootcert: "ca.crt", host: tls.wrongHost }],
    ["require without an authority, which checks no certificate", { sslmode: "require", host: tls.wrongHost }],
  ])("is reached encrypted: %s", async (_, parameters) => {
    expect(await isEncrypted(buildUrl(tls.url, parameters))).toBe(true);
  });

  test.each([
    ["no sslmode, which is no TLS", {}, /no encryption|pg_hba/],
    ["disable", { sslmode: "disable" }, /no encryption|pg_hba/],
    ["verify-full and no authority that Node.js knows", { sslmode: "verify-full" }, /certificate/],
    ["another authority", { sslmode: "verify-full", sslrootcert: "stranger.crt" }, /certificate/],
    ["a name not in it", { sslmode: "verify-full", sslrootcert: "ca.crt", host: tls.wrongHost }, /IP|altname/i],
    ["require and another authority", { sslmode: "require", sslrootcert: "stranger.crt" }, /certificate/],
  ])("is not reached with %s", async (_, parameters, reason) => {
    await expect(isEncrypted(buildUrl(tls.url, parameters))).rejects.toThrow(reason);
  });
});

test("a server without TLS hears nothing in the clear when TLS is required", async () => {
  const received: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on("data", (data) => {
      received.push(data);
      socket.write("N"); // As a PostgreSQL with ssl=off answers.
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const url = `postgresql://u:p@127.0.0.1:${port}/d?sslmode=require`;
  await expect(isEncrypted(url)).rejects.toThrow("does not support SSL");
  await new Promise((resolve) => server.close(resolve));
  // The request for TLS, and nothing after it.
  expect(Buffer.concat(received)).toHaveLength(8);
});

test("a URL that says nothing of TLS gets the defaults, one that does keeps its own", () => {
  const defaults = { sslMode: "verify-full", authorityFile: "/tls/ca.crt" } as const;
  expect(completeUrl("postgresql://u:p@h/d", defaults)).toBe(
    "postgresql://u:p@h/d?sslmode=verify-full&sslrootcert=%2Ftls%2Fca.crt",
  );
  expect(completeUrl("postgres://u:p@h/d?sslmode=disable", { ...defaults, authorityFile: undefined })).toBe(
    "postgres://u:p@h/d?sslmode=disable",
  );
});

test("what connects is the URL without our parameters", () => {
  const url = "postgresql://u:p%25@h:6432/d?sslmode=require&application_name=x&uselibpqcompat=true";
  const { connectionString, ssl } = readConnection(url);
  expect(connectionString).toBe("postgresql://u:p%25@h:6432/d?application_name=x");
  expect(ssl).toMatchObject({ rejectUnauthorized: false });
});

test.each([
  ["postgresql://user:hunter2@h/d?sslmode=prefer", "sslmode is prefer: use one of disable, require"],
  ["postgresql://user:hunter2@h/d?sslmode=verify-ca", "verify-ca, which needs an authority"],
  ["postgresql://user:hunter2@h/d?sslcert=x", "has sslcert: log in by password"],
  ["postgresql://user:hunter2@h/d?sslmode=require&sslrootcert=/nowhere.crt", "/nowhere.crt cannot be read (ENOENT)"],
  ["mysql://user:hunter2@h/d", "is not valid; write it as postgresql://"],
  ["hunter2", "is not valid; write it as postgresql://"],
])("%s is refused in a sentence without the password", (url, says) => {
  expect(() => readConnection(url)).toThrow(says);
  expect(() => readConnection(url)).not.toThrow("hunter2");
});

test("a file without a certificate is named", () => {
  const url = buildUrl("postgresql://u:p@h/d", { sslmode: "require", sslrootcert: "nothing.crt" });
  expect(() => readConnection(url)).toThrow(/^There is no certificate \(PEM\) in .*nothing\.crt/);
});

test("TLS settings that contradict each other are named", () => {
  const authority = "-----BEGIN CERTIFICATE-----";
  expect(tlsProblem({ sslMode: "verify-ca" })).toBe("verify-ca needs an authority (PEM)");
  expect(tlsProblem({ sslMode: "require", authority: "x" })).toBe("the authority must be a certificate (PEM)");
  expect(tlsProblem({ sslMode: "verify-full" })).toBeUndefined();
  expect(tlsProblem({ sslMode: "verify-ca", authority })).toBeUndefined();
  expect([parseSslMode("verify-full"), parseSslMode("prefer"), parseSslMode("")]).toEqual([
    "verify-full",
    undefined,
    undefined,
  ]);
  expect(buildTls({ sslMode: "disable", authority })).toBe(false);
});
