import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { readDatabaseBinding } from "./binding.ts";
import { openDatabase } from "./database.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "binding-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function bindTo({ hostname, port, username, password, pathname }: URL): Promise<void> {
  const content = { type: "postgresql", host: hostname, port, username, database: pathname.slice(1) };
  const keys = { ...content, password: decodeURIComponent(password) };
  await Promise.all(Object.entries(keys).map(([key, value]) => writeFile(join(directory, key), value)));
}

/** A port that nothing listens on. */
async function findDeadPort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return String(port);
}

test("a module that was started with an address that nobody answers at reaches the database once the binding says where it is", async () => {
  const live = new URL(inject("postgresUrl"));
  const dead = new URL(live);
  dead.port = await findDeadPort();
  await bindTo(dead);
  const database = openDatabase(await readDatabaseBinding(directory), () => undefined);
  await expect(database.row("SELECT 1 AS one")).rejects.toThrow();
  await bindTo(live);
  expect(await database.row("SELECT 1 AS one")).toEqual({ one: 1 });

  await rm(join(directory, "port"));
  expect(await database.row("SELECT 2 AS two"), "a connection that is there goes on").toEqual({ two: 2 });
  await database.close();
});
