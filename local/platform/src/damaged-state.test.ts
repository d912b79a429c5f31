import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startApiServer } from "@tochka-rosta/api-server";
import { endLeftovers } from "@tochka-rosta/node";
import {
  DamagedDatabaseError,
  type PostgresServer,
  readState,
  removePostgresData,
  StartError,
  startPostgres,
} from "@tochka-rosta/testing";
import { layOut } from "./folders.ts";
import { lockFolder } from "./lock.ts";
import { loadChart, renderedChart } from "./objects/load-chart.ts";
import { choosePorts } from "./ports.ts";
import { runStart } from "./start-command/run-start.ts";
import { writeKubeconfig } from "./start-servers.ts";

let data = "";
let notices: string[] = [];
const onNotice = (line: string) => void notices.push(line);

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "damaged-"));
  notices = [];
});
afterEach(() => rm(data, { recursive: true, force: true }));

/** What can become of a file. */
const damages: Record<string, (file: string) => Promise<void>> = {
  "cut short": async (file) => truncate(file, Math.floor((await stat(file)).size / 2)),
  empty: (file) => truncate(file, 0),
  "of another type": (file) => writeFile(file, '["text"]'),
  "of another shape": (file) => writeFile(file, '{"core":"abc","password":7,"pid":"x","token":1}'),
  null: (file) => writeFile(file, "null"),
  "not even text": (file) => writeFile(file, Buffer.from([0, 255, 254, 1, 2, 3])),
  "a folder": async (file) => {
    await rename(file, `${file}.whole`);
    await mkdir(file);
    await writeFile(join(file, "inside"), "");
  },
};
const damageNames = Object.keys(damages);
const damage = async (file: string, how: string): Promise<void> => damages[how]?.(file);

/** One sentence, which names the file, says a command, and has no trace of the program's insides. */
function expectSentence(error: unknown, file: string): void {
  expect(error).toBeInstanceOf(StartError);
  const { message } = error as Error;
  expect(message).toContain(file);
  expect(message).not.toMatch(/\n|SyntaxError|at .*\.ts/);
  expect(message).toMatch(/mv |rm -r |npm start/);
}

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

describe("what can be made again is set aside and made again, with a line that says so", () => {
  test.each(damageNames)("ports.json is %s", async (how) => {
    const file = layOut(data).ports;
    await choosePorts(file, 0);
    await damage(file, how);
    const ports = await choosePorts(file, 0, onNotice);
    expect(Object.values(ports).every((port) => port > 0)).toBe(true);
    expect(notices).toEqual([expect.stringContaining(`${file}.damaged`)]);
    expect(await isThere(`${file}.damaged`)).toBe(true);
    expect(await choosePorts(file, 0, onNotice)).toEqual(ports);
  });

  test.each(damageNames)("the lock is %s", async (how) => {
    const { lock } = layOut(data);
    await writeFile(lock, JSON.stringify({ pid: 1, startedAt: "never" }));
    await damage(lock, how);
    const release = await lockFolder(lock);
    expect(JSON.parse(await readFile(lock, "utf8"))).toMatchObject({ pid: process.pid });
    await release();
  });

  test.each(damageNames)("the kubeconfig is %s", async (how) => {
    const { kubeconfig } = layOut(data);
    await writeFile(kubeconfig, "{}");
    await damage(kubeconfig, how);
    await writeKubeconfig(
      kubeconfig,
      { kubeconfig: "apiVersion: v1" } as Parameters<typeof writeKubeconfig>[1],
      onNotice,
    );
    expect(await readFile(kubeconfig, "utf8")).toBe("apiVersion: v1");
  });

  test.each(damageNames)("the API server's credentials are %s", async (how) => {
    const directory = layOut(data).apiServer;
    await (await startApiServer({ dataDirectory: directory })).stop();
    const file = join(directory, "credentials.json");
    await damage(file, how);
    const server = await startApiServer({ dataDirectory: directory, onNotice });
    expect(server.kubeconfig).toContain("certificate-authority-data");
    await server.stop();
    expect(notices).toEqual([expect.stringContaining(`${file}.damaged`)]);
  });

  test.each(damageNames)("a pod's record of its process is %s", async (how) => {
    const { pods } = layOut(data);
    const file = join(pods, "a-pod", "main.process.json");
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify({ pid: 2 ** 22 + 1, startedAt: "never" }));
    await damage(file, how);
    expect(await endLeftovers(pods)).toBe(0);
  });

  test("twice, and both copies are kept", async () => {
    const file = layOut(data).ports;
    for (const text of ["first", "second"]) {
      await writeFile(file, text);
      await choosePorts(file, 0, onNotice);
    }
    expect(await readFile(`${file}.damaged`, "utf8")).toBe("first");
    expect(await readFile(`${file}.damaged-2`, "utf8")).toBe("second");
  });
});

describe("what cannot be made again is left as it is, and one sentence says what to do", () => {
  test.each(damageNames)("the file of objects is %s", async (how) => {
    const directory = layOut(data).apiServer;
    await (await startApiServer({ dataDirectory: directory })).stop();
    const file = join(directory, "objects.sqlite");
    await damage(file, how);
    const before = await readFile(file).catch(() => "a folder");
    const error = await failureOf(startApiServer({ dataDirectory: directory }));
    expectSentence(error, file);
    expect(await readFile(file).catch(() => "a folder")).toEqual(before);
    await rename(directory, `${directory}.damaged`);
    await (await startApiServer({ dataDirectory: directory })).stop();
  });

  test.each(damageNames.filter((how) => how !== "of another shape" && how !== "of another type"))(
    "the table of images is %s",
    async (how) => {
      const file = join(data, "images.json");
      await writeFile(file, JSON.stringify({ image: { entry: "x" } }));
      await damage(file, how);
      expectSentence(await failureOf(loadChart(renderedChart, file)), file);
    },
  );

  test("the data folder is a file", async () => {
    const file = join(data, "taken");
    await writeFile(file, "somebody's");
    let printed = "";
    const screen = { isTTY: false, columns: 60, write: (text: string) => (printed += text) };
    const build = async () => undefined;
    expect(await runStart({ words: ["--data", file, "--port", "23999"], screen, build })).toBe(1);
    expect(printed.trim().split("\n").at(-1)).toMatch(/^✗ .*taken is no folder: move it away \(mv /);
    expect(await readFile(file, "utf8")).toBe("somebody's");
  });
});

// Each test starts whole servers; the limit is there for hangs only.
describe("the database", { timeout: 120_000 }, () => {
  let folder = "";
  beforeEach(() => {
    folder = layOut(data).postgres;
  });
  afterEach(() => removePostgresData(folder));

  const start = () => startPostgres({ dataDirectory: folder, onNotice });

  async function query(server: PostgresServer, sql: string): Promise<unknown[]> {
    const client = new pg.Client({ connectionString: server.url("postgres") });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async function makeData(): Promise<string> {
    const server = await start();
    await query(server, "CREATE TABLE kept AS SELECT 42 AS answer");
    await server.stop();
    return (await readState(folder))?.cluster ?? "";
  }

  test.each([...damageNames, "gone"])("keeps its data when what is remembered of it is %s", async (how) => {
    await makeData();
    const file = join(folder, "postgres.json");
    if (how === "gone") await rm(file);
    else await damage(file, how);
    const server = await start();
    expect(await query(server, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
    await server.stop();
    expect(notices.length).toBe(how === "gone" ? 0 : 1);
  });

  test.each([
    "PG_VERSION is empty",
    "PG_VERSION is gone",
    "the folder is gone",
    "the folder is a file",
    "pg_control is cut short",
  ])("is not replaced by an empty one when %s", async (what) => {
    const cluster = await makeData();
    if (what === "PG_VERSION is empty") await truncate(join(cluster, "PG_VERSION"), 0);
    if (what === "PG_VERSION is gone") await rm(join(cluster, "PG_VERSION"));
    if (what === "pg_control is cut short") await truncate(join(cluster, "global/pg_control"), 10);
    if (what.startsWith("the folder")) await rename(cluster, `${cluster}.elsewhere`);
    if (what === "the folder is a file") await writeFile(cluster, "");
    const error = await failureOf(start());
    expect(error).toBeInstanceOf(DamagedDatabaseError);
    expect((error as Error).message).not.toContain("\n");
    expect(
      await isThere(what.startsWith("the folder") ? join(`${cluster}.elsewhere`, "base") : join(cluster, "base")),
    ).toBe(true);
    await rm(`${cluster}.elsewhere`, { recursive: true, force: true });
  });

  test("leaves what lies in its place alone when there was none", async () => {
    await mkdir(join(folder, "postgres"), { recursive: true });
    await writeFile(join(folder, "postgres", "somebody's"), "");
    const error = await failureOf(start());
    // As root the cluster lies elsewhere, and nothing is in its place.
    if (error === undefined) return;
    expect(error).toBeInstanceOf(DamagedDatabaseError);
    expect(await readdir(join(folder, "postgres"))).toEqual(["somebody's"]);
  });
});
