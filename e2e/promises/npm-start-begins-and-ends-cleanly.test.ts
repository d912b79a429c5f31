import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { findFreePort, listRunning } from "@tochka-rosta/testing";
import { afterAll, expect, test } from "vitest";
import { Cluster, paths } from "../harness/cluster.ts";
import { fetchSite } from "../harness/http.ts";
import { makeDataDirectory } from "../harness/platform.ts";
import { typeStart } from "../harness/start-command.ts";

const data = await makeDataDirectory();
afterAll(() => data.remove());

test("a start shows the addresses, Ctrl-C ends every process, and the next start has the old state", async () => {
  const port = await findFreePort();
  const first = typeStart("--port", String(port), "--data", data.path);
  await first.untilReady();
  expect((await fetchSite(`http://localhost:${port}/`)).status).toBe(200);
  expect((await fetchSite(`http://localhost:${port}/docs`)).status).toBeLessThan(400);
  expect(first.output()).toContain(`http://localhost:${port}`);
  const uid = await readUid(paths.namespace("tochka-rosta-system"));
  const processes = await first.processes();
  await expectOneProcessEach(processes);
  if (process.platform === "linux") expect(first.output()).toMatch(/Memory +\d+ MiB \(PSS\) in \d+ processes/);

  first.interrupt();
  expect(await first.exitCode).toBe(0);
  expect(await listRunning(processes)).toEqual([]);

  const second = typeStart("--port", String(port), "--data", data.path);
  await second.untilReady();
  expect(await readUid(paths.namespace("tochka-rosta-system"))).toBe(uid);
  second.interrupt();
  expect(await second.exitCode).toBe(0);
});

test("a second start on the same data gives one clear line, and harms the first nothing", async () => {
  const port = await findFreePort();
  const first = typeStart("--port", String(port), "--data", data.path);
  await first.untilReady();
  const second = typeStart("--port", String(await findFreePort()), "--data", data.path);
  expect(await second.exitCode).toBe(1);
  expect(lastLine(second.output())).toMatch(/already runs/);
  expect((await fetchSite(`http://localhost:${port}/`)).status).toBe(200);
  first.interrupt();
  expect(await first.exitCode).toBe(0);
});

test("a port that is in use gives one clear line that names it, and leaves nothing running", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as AddressInfo;
  const other = await makeDataDirectory();
  const start = typeStart("--port", String(port), "--data", other.path);
  const processes = await start.processes();
  expect(await start.exitCode).toBe(1);
  expect(lastLine(start.output())).toContain(String(port));
  expect(start.output()).not.toMatch(/\n\s+at /);
  expect(await listRunning(processes)).toEqual([]);
  taken.close();
  await other.remove();
});

test("an unknown option is refused in one line", async () => {
  const start = typeStart("--prot", "3000");
  expect(await start.exitCode).toBe(1);
  expect(start.output().trim().split("\n")).toHaveLength(1);
});

/** One for each program that an image starts, and no builder is left over. */
async function expectOneProcessEach(processes: readonly number[]): Promise<void> {
  if (process.platform !== "linux") return;
  const lines = await Promise.all(processes.map((id) => readFile(`/proc/${id}/cmdline`, "utf8")));
  const nameOf = (line: string) =>
    /^next-server/.test(line) ? "dashboard" : /\/(\w+)\/dist\/main\.mjs/.exec(line)?.[1];
  expect(lines.map(nameOf).filter(Boolean).sort()).toEqual(["core", "dashboard", "doorman", "egress", "operator"]);
  expect(lines.filter((line) => line.includes("esbuild"))).toEqual([]);
}

async function readUid(path: string): Promise<string | undefined> {
  const cluster = await Cluster.connect(`${data.path}/kubeconfig`);
  const object = await cluster.get(path);
  await cluster.close();
  return object?.metadata.uid;
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
