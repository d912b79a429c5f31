import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { identifyProcess, isRunning, waitForExit } from "../process/process-identity.ts";
import { explainLoaderError } from "./binaries.ts";
import { startPostgres, type PostgresServer } from "./start-postgres.ts";
import { removePostgresData } from "./remove.ts";
import { readState } from "./state.ts";

let dataDirectory = "";
const running: PostgresServer[] = [];

async function start(options: { port?: number } = {}): Promise<PostgresServer> {
  const server = await startPostgres({ dataDirectory, ...options });
  running.push(server);
  return server;
}

async function query(server: PostgresServer, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: server.url("postgres") });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
}

/** Starts a server in a process of its own, to be killed. */
async function startElsewhere(
  user: { uid?: number; gid?: number } = {},
): Promise<{ platformPid: number; serverPid: number; kill(): Promise<void> }> {
  const file = join(import.meta.dirname, "start-postgres.ts");
  const code = `const { startPostgres } = await import(${JSON.stringify(file)});
    const server = await startPostgres({ dataDirectory: ${JSON.stringify(dataDirectory)} });
    console.log(server.pid); setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
    ...user,
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return { platformPid: child.pid ?? -1, serverPid: Number(line), kill: () => killAndWait(child) };
}

async function killAndWait(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "postgres-"));
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
  await removePostgresData(dataDirectory);
  await rm(dataDirectory, { recursive: true, force: true });
});

// Nearly each test starts whole servers; the limit is there for hangs only.
describe("PostgreSQL", { timeout: 120_000 }, () => {
  it("is version 18, asks for its password, and sorts the same everywhere", async () => {
    const server = await start();
    expect(await query(server, "SHOW server_version_num")).toEqual([expect.stringMatching(/^18/)]);
    expect(
      await query(server, "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'template1'"),
    ).toEqual(["bC.UTF-8"]);
    const stranger = new pg.Client({ connectionString: server.url("postgres").replace(server.password, "wrong") });
    await expect(stranger.connect()).rejects.toMatchObject({ code: "28P01" });
    expect((await stat(join(dataDirectory, "postgres.json"))).mode & 0o777).toBe(0o600);
  });

  it("keeps data and port over a restart", async () => {
    const first = await start();
    await query(first, "CREATE TABLE kept AS SELECT 42 AS answer");
    await first.stop();
    const second = await start();
    expect(second.port).toBe(first.port);
    expect(await query(second, "SELECT answer FROM kept")).toEqual([42]);
  });

  it("ends when the process that started it is killed", async () => {
    const elsewhere = await startElsewhere();
    const server = identifyProcess(elsewhere.serverPid);
    expect(server).toBeDefined();
    await elsewhere.kill();
    expect(server && (await waitForExit(server, 10_000))).toBe(true);
  });

  it("is ended and restarted when it outlived its platform and its watcher", async () => {
    const elsewhere = await startElsewhere();
    const server = identifyProcess(elsewhere.serverPid);
    // Stopped, it cannot hear its watcher before we start.
    process.kill(elsewhere.serverPid, "SIGSTOP");
    await elsewhere.kill();
    const starting = start();
    setTimeout(() => process.kill(elsewhere.serverPid, "SIGCONT"), 300);
    expect(await query(await starting, "SELECT 1")).toEqual([1]);
    expect(server && isRunning(server)).toBe(false);
  });

  it.runIf(process.getuid?.() === 0)("runs as an ordinary user too, who then owns the data", async () => {
    const unprivileged = {
      uid: Number(execFileSync("id", ["-u", "nobody"])),
      gid: Number(execFileSync("id", ["-g", "nobody"])),
    };
    await chown(dataDirectory, unprivileged.uid, unprivileged.gid);
    const elsewhere = await startElsewhere(unprivileged);
    const server = identifyProcess(elsewhere.serverPid);
    expect((await stat(join(dataDirectory, "postgres/PG_VERSION"))).uid).toBe(unprivileged.uid);
    await elsewhere.kill();
    expect(server && (await waitForExit(server, 10_000))).toBe(true);
  });

  it("is left alone while the platform that started it lives", async () => {
    const elsewhere = await startElsewhere();
    await expect(start()).rejects.toThrow(`in use by process ${elsewhere.platformPid}`);
    const server = identifyProcess(elsewhere.serverPid);
    await elsewhere.kill();
    expect(server && (await waitForExit(server, 10_000))).toBe(true);
  });

  it("says in one line that its port is taken, and leaves nothing running", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    await expect(start({ port })).rejects.toThrow(`Port ${port} of 127.0.0.1 is in use`);
    const { cluster = "" } = (await readState(dataDirectory)) ?? {};
    await expect(readFile(join(cluster, "postmaster.pid"))).rejects.toThrow("ENOENT");
    other.close();
  });

  it("forgets an interrupted initialisation", async () => {
    const unfinished = join(dataDirectory, "postgres.unfinished");
    await mkdir(unfinished, { recursive: true });
    await writeFile(join(unfinished, "half"), "");
    expect(await query(await start(), "SELECT 1")).toEqual([1]);
  });

  it.each([
    ["postgres: error while loading shared libraries: libxml2.so.2: cannot open shared object file", "libxml2.so.2"],
    ["/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found", "glibc"],
    ["spawn postgres ENOENT", "glibc"],
  ])("explains the loader's %s", (said, named) => {
    expect(explainLoaderError(said)).toContain(named);
    expect(explainLoaderError(said)).not.toContain("\n");
  });
});
