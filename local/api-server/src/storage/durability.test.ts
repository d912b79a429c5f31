import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startApiServer } from "../api-server.ts";
import { TestClient } from "../../testing/test-client.ts";

let directory = "";

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tochka-rosta-durability-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Lets a child process write until it has been answered `count` times, then kills it with SIGKILL. */
async function writeAndKill(count: number): Promise<string[]> {
  const program = join(import.meta.dirname, "../../testing/write-until-killed.ts");
  const child = spawn(process.execPath, [program, directory], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const answered: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    answered.push(line);
    if (answered.length === count) child.kill("SIGKILL");
  }
  await exited;
  return answered;
}

test("every write that was answered is there after SIGKILL, and no version is given twice", async () => {
  const answered = await writeAndKill(200);
  const server = await startApiServer({ dataDirectory: directory });
  const client = new TestClient(server);
  const path = "/api/v1/namespaces/default/configmaps";
  const { body } = await client.get(path);
  const items = body["items"] as { metadata: { name: string; resourceVersion: string } }[];
  const names = new Set(items.map((item) => item.metadata.name));
  expect(answered.length).toBeGreaterThanOrEqual(200);
  expect(answered.filter((name) => !names.has(name))).toEqual([]);
  const highest = Math.max(...items.map((item) => Number(item.metadata.resourceVersion)));
  const next = await client.post(path, { metadata: { name: "after" } });
  expect(Number((next.body["metadata"] as { resourceVersion: string }).resourceVersion)).toBeGreaterThan(highest);
  client.close();
  await server.stop();
});

test("what was deleted stays deleted after a restart", async () => {
  const path = "/api/v1/namespaces/default/configmaps";
  for (const [round, expected] of [
    ["write", []],
    ["read", ["stays"]],
  ] as const) {
    const server = await startApiServer({ dataDirectory: directory });
    const client = new TestClient(server);
    const items = (await client.get(path)).body["items"] as { metadata: { name: string } }[];
    expect(items.map((item) => item.metadata.name)).toEqual(expected);
    if (round === "write") {
      await client.post(path, { metadata: { name: "stays" } });
      await client.post(path, { metadata: { name: "goes" } });
      await client.delete(`${path}/goes`);
    }
    client.close();
    await server.stop();
  }
});

test("a restart keeps authority, token and objects, and its secrets are for the owner only", async () => {
  const first = await startApiServer({ dataDirectory: directory });
  await first.stop();
  const second = await startApiServer({ dataDirectory: directory });
  expect([second.caPem, second.token]).toEqual([first.caPem, first.token]);
  expect((await stat(join(directory, "credentials.json"))).mode & 0o777).toBe(0o600);
  await second.stop();
});
