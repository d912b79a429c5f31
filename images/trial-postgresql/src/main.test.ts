import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { waitFor } from "@tochka-rosta/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { repositoryRoot } from "@tochka-rosta/build";
import { planImage } from "../../src/build-images.ts";
import { isRightDebian } from "../../src/debian/packages.ts";
import { makeLayer } from "../../src/oci/layer.ts";

/** PostgreSQL refuses to run as root, and asks for a user with a name. */
const user = process.getuid?.() === 0 ? { uid: idOf("-u"), gid: idOf("-g") } : {};

function idOf(which: "-u" | "-g"): number {
  return Number(execFileSync("id", [which, "nobody"]));
}

/** The image's own files, unpacked. */
let image = "";
let volume = "";
let port = 0;
const running: Container[] = [];

interface Container {
  readonly process: ChildProcess;
  readonly exited: Promise<unknown>;
  output(): string;
}

/** The image's program on the image's node, with another root folder than in a container. */
function start(password = join(volume, "password")): Container {
  const child = spawn(join(image, "usr/local/bin/node"), [join(image, "app/main.mjs"), "-c", `port=${port}`], {
    ...user,
    cwd: "/",
    // A group of its own, so that a kill takes what it started along, as the end of a container does.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      POSTGRES_HOME: join(image, "opt/postgresql"),
      PGDATA: join(volume, "mounted/data"),
      POSTGRES_PASSWORD_FILE: password,
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const container = { process: child, exited: once(child, "exit"), output: () => output };
  running.push(container);
  return container;
}

async function end({ process: { pid }, exited }: Container, signal: NodeJS.Signals): Promise<void> {
  if (pid === undefined) return;
  process.kill(signal === "SIGKILL" ? -pid : pid, signal);
  await exited;
}

async function query(sql: string, password = "correct"): Promise<unknown> {
  const client = new pg.Client({ host: "127.0.0.1", port, user: "postgres", password, database: "postgres" });
  client.on("error", () => undefined); // A server that ends shows in the query.
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return Object.values(rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

async function waitUntil(isSo: () => boolean | Promise<boolean>, container: Container): Promise<void> {
  await waitFor("the container", isSo).catch((error: unknown) => {
    throw new Error(`It has not come so far:\n${container.output()}`, { cause: error });
  });
}

const isReady = (container: Container) => () => container.output().includes("ready to accept connections");

/** In a container a server's processes end with it; here they may outlive it for an instant, and the next refuses meanwhile. */
async function startAfterKill(): Promise<Container> {
  const container = start();
  await waitUntil(() => isReady(container)() || container.process.exitCode !== null, container);
  if (isReady(container)()) return container;
  expect(container.output()).toContain("pre-existing shared memory block");
  return startAfterKill();
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const found = (server.address() as AddressInfo).port;
  await new Promise((resolve) => server.close(resolve));
  return found;
}

describe.skipIf(!(await isRightDebian()))("the trial PostgreSQL", () => {
  beforeAll(async () => {
    image = mkdtempSync(join(tmpdir(), "trial-image-"));
    chmodSync(image, 0o755);
    const { shared, extra, entries } = await planImage(repositoryRoot, "trial-postgresql");
    const own = await makeLayer(entries, join(image, "layers"));
    for (const { file } of [...shared, ...extra, own]) execFileSync("tar", ["-xzf", file, "-C", image]);
  }, 120_000);
  afterAll(() => rmSync(image, { recursive: true }));

  beforeEach(async () => {
    volume = mkdtempSync(join(tmpdir(), "trial-volume-"));
    chmodSync(volume, 0o755);
    mkdirSync(join(volume, "mounted"));
    writeFileSync(join(volume, "password"), "correct\n");
    if (user.uid !== undefined) chownSync(join(volume, "mounted"), user.uid, user.gid);
    port = await findPort();
  });
  afterEach(async () => {
    const alive = running
      .splice(0)
      .filter(({ process: child }) => child.exitCode === null && child.signalCode === null);
    for (const container of alive) await end(container, "SIGQUIT");
    rmSync(volume, { recursive: true });
  });

  test("makes its data, asks for the password over the network, ends at once and keeps what was written", async () => {
    const first = start();
    await waitUntil(isReady(first), first);
    await expect(query("SELECT 1", "wrong")).rejects.toMatchObject({ code: "28P01" });
    expect(await query("SHOW server_version_num")).toMatch(/^18/);
    expect(await query("SHOW max_connections")).toBe("300");
    expect(await query("SELECT datlocale FROM pg_database WHERE datname = 'template1'")).toBe("C.UTF-8");
    await query("CREATE TABLE kept AS SELECT 7 AS value");
    await end(first, "SIGINT");
    expect([first.process.exitCode, first.output()]).toEqual([
      0,
      expect.stringContaining("database system is shut down"),
    ]);

    // What kubelet does to a volume with an fsGroup between two mounts.
    chmodSync(join(volume, "mounted/data"), 0o770);
    const second = start();
    await waitUntil(isReady(second), second);
    expect(await query("SELECT value FROM kept")).toBe(7);
    expect(second.output()).not.toContain("making it");
  }, 60_000);

  test("starts over when it was killed while making its data", async () => {
    const killed = start();
    await waitUntil(() => existsSync(join(volume, "mounted/data.unfinished/base")), killed);
    await end(killed, "SIGKILL");
    expect(existsSync(join(volume, "mounted/data"))).toBe(false);
    const next = start();
    await waitUntil(isReady(next), next);
    expect(await query("SELECT 1")).toBe(1);
  }, 60_000);

  test("recovers when it was killed as it ran", async () => {
    const killed = start();
    await waitUntil(isReady(killed), killed);
    await query("CREATE TABLE kept AS SELECT 7 AS value");
    await end(killed, "SIGKILL");
    await startAfterKill();
    expect(await query("SELECT value FROM kept")).toBe(7);
  }, 60_000);

  test("says in one line that the password is missing, or that the volume cannot be written to", async () => {
    const nowhere = join(volume, "nowhere");
    const withoutPassword = start(nowhere);
    await withoutPassword.exited;
    expect([withoutPassword.process.exitCode, withoutPassword.output()]).toEqual([
      1,
      `The superuser's password is needed at the first start: mount a file at ${nowhere}.\n`,
    ]);
    rmSync(join(volume, "mounted"), { recursive: true });
    const withoutVolume = start();
    await withoutVolume.exited;
    expect(withoutVolume.output()).toContain(`mount a volume at ${volume}/mounted that user 65532 may write to`);
  });

  test("leaves what is not PostgreSQL's data alone", async () => {
    mkdirSync(join(volume, "mounted/data"));
    writeFileSync(join(volume, "mounted/data/letters"), "dear");
    if (user.uid !== undefined) chownSync(join(volume, "mounted/data"), user.uid, user.gid);
    const container = start();
    await container.exited;
    expect(container.output()).toContain("holds something that is not PostgreSQL's data: empty it, or name another");
    expect(existsSync(join(volume, "mounted/data/letters"))).toBe(true);
  }, 60_000);
});
