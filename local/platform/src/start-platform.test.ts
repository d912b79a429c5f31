import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { createClient, loadConfig } from "@tochka-rosta/controller-runtime";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deployments, namespaces, pods, type Deployment } from "@tochka-rosta/node";
import { identifyProcess, isRunning, type ProcessIdentity, waitFor } from "@tochka-rosta/testing";
import { repositoryRoot } from "./folders.ts";
import { readObjects } from "./objects/read-objects.ts";
import type { Platform, PlatformOptions } from "./platform-options.ts";
import { resetPlatform } from "./reset-platform.ts";
import { startPlatform } from "./start-platform.ts";

/** Stands for the doorman: any program of the platform will do. */
const program = `
import { createServer } from "node:http";
console.log("ONE-TIME CODE +79001234567 123456 login");
createServer((request, response) => response.end("doorman of " + request.headers.host)).listen(Number(process.env.PORT), process.env.HOST);
`;

let directory = "";
let dataDirectory = "";
const running: Platform[] = [];

async function start(options: Partial<PlatformOptions> = {}): Promise<Platform> {
  const imageTableFile = join(directory, "images.json");
  const platform = await startPlatform({ dataDirectory, imageTableFile, ...options });
  running.push(platform);
  return platform;
}

/** Starts a platform in a process of its own, to be killed. */
async function startElsewhere(): Promise<{ pid: number; kill(): Promise<void> }> {
  const file = join(import.meta.dirname, "start-platform.ts");
  const options = { dataDirectory, imageTableFile: join(directory, "images.json") };
  const code = `const { startPlatform } = await import(${JSON.stringify(file)});
    await startPlatform(${JSON.stringify(options)}); console.log("up"); setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  await once(createInterface(child.stdout), "line");
  return { pid: child.pid ?? -1, kill: () => killAndWait(child) };
}

async function findProgram(): Promise<ProcessIdentity | undefined> {
  const client = createClient({ config: await loadConfig({ kubeconfigPath: join(dataDirectory, "kubeconfig") }) });
  try {
    const [pod] = await client.list(pods, { namespace: "tochka-rosta-system" });
    return identifyProcess(Number(pod?.status?.containerStatuses?.[0]?.containerID?.replace("local://", "")));
  } finally {
    await client.close();
  }
}

function fetchText(platform: Platform, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const requested = request(platform.gatewayUrl, { headers: { host }, agent: false }, (response) =>
      resolve(text(response)),
    );
    requested.on("error", reject).end();
  });
}

async function killAndWait(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "platform-"));
  dataDirectory = join(directory, "data");
  const entry = join(directory, "program.mjs");
  await writeFile(entry, program);
  // Entries are relative to the repository; this one climbs out of it.
  const climb = "../".repeat(20);
  const image = (await readDoorman()).spec.template.spec.containers[0]?.image ?? "";
  await writeFile(join(directory, "images.json"), JSON.stringify({ [image]: { entry: `${climb}${entry}` } }));
});

/** The doorman as the chart declares it. */
async function readDoorman(): Promise<Deployment> {
  const objects = await readObjects(join(repositoryRoot, "local/platform/manifests/platform.yaml"));
  return objects.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === "doorman") as Deployment;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((platform) => platform.stop()));
  await resetPlatform(dataDirectory);
  await rm(directory, { recursive: true, force: true });
});

// Each test starts whole platforms; the limit is there for hangs only.
describe("the platform", { timeout: 120_000 }, () => {
  it("serves its own programs' hosts and keeps its ports, its certificate and its objects over a restart", async () => {
    const first = await start();
    expect(await fetchText(first, "unknown.localhost")).toBe("doorman of unknown.localhost");
    const kubeconfig = await readFile(first.kubeconfigPath, "utf8");
    expect((await stat(first.kubeconfigPath)).mode & 0o777).toBe(0o600);
    const client = createClient({ config: await loadConfig({ kubeconfigPath: first.kubeconfigPath }) });
    await client.create(namespaces, { apiVersion: "v1", kind: "Namespace", metadata: { name: "kept" } });
    await client.close();
    await first.stop();

    const second = await start();
    expect(second.gatewayUrl).toBe(first.gatewayUrl);
    expect(await readFile(second.kubeconfigPath, "utf8")).toBe(kubeconfig);
    const again = createClient({ config: await loadConfig({ kubeconfigPath: second.kubeconfigPath }) });
    expect(await again.get(namespaces, { name: "kept" })).toBeDefined();
    await again.close();
  });

  it("is the chart: its Deployments stand as rendered, with this start's own address", async () => {
    const platform = await start();
    const client = createClient({ config: await loadConfig({ kubeconfigPath: platform.kubeconfigPath }) });
    const found = await client.get(deployments, { namespace: "tochka-rosta-system", name: "doorman" });
    await client.close();
    const chart = await readDoorman();
    expect(found?.metadata.labels).toEqual(chart.metadata.labels);
    expect(found?.spec.selector).toEqual(chart.spec.selector);
    const variables = found?.spec.template.spec.containers[0]?.env ?? [];
    const origin = new URL(platform.dashboardUrl).origin;
    expect(variables).toContainEqual({ name: "DASHBOARD_URL", value: origin });
  });

  it("refuses programs of another version than the chart's before it starts anything, and says what to do", async () => {
    await writeFile(join(directory, "images.json"), JSON.stringify({ "tochka-rosta/doorman:9.9.9": { entry: "x" } }));
    await expect(start()).rejects.toThrow(/doorman:9\.9\.9 is built: run npm run generate/);
    await expect(stat(dataDirectory)).rejects.toThrow("ENOENT");
  });

  it("keeps every database shut to roles that were not let in", async () => {
    const platform = await start();
    const client = new pg.Client({ connectionString: platform.postgres.url("postgres") });
    await client.connect();
    const open = await client.query(
      "SELECT datname FROM pg_database WHERE datallowconn AND has_database_privilege('public', datname, 'CONNECT')",
    );
    const provisioner = await client.query(
      "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = 'tr_provisioner'",
    );
    await client.end();
    expect(open.rows).toEqual([]);
    expect(provisioner.rows).toEqual([{ rolsuper: false, rolcreatedb: true, rolcreaterole: true }]);
  });

  it("hears the one-time codes that its own programs print", async () => {
    const platform = await start();
    expect(await platform.codes("+79001234567")).toBe("123456");
  });

  it("killed without warning, leaves nothing running after its next start", async () => {
    const elsewhere = await startElsewhere();
    const program = await findProgram();
    const postgres = identifyProcess(Number.parseInt(await readPostmasterPid(), 10));
    expect([program, postgres]).not.toContain(undefined);
    await elsewhere.kill();
    await start();
    expect([program, postgres].filter((identity) => identity && isRunning(identity))).toEqual([]);
  });

  it("refuses a folder that another platform runs on, in one line, and leaves that one alone", async () => {
    const first = await start();
    await expect(startPlatform({ dataDirectory })).rejects.toThrow(/already runs on .* \(process \d+\)/);
    await expect(resetPlatform(dataDirectory)).rejects.toThrow(/already runs/);
    expect(isRunning({ ...requireIdentity(first.postgres.pid) })).toBe(true);
  });

  it("refuses a port in use before it starts anything", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const steps: string[] = [];
    await expect(start({ gatewayPort: port, onStep: (name) => steps.push(name) })).rejects.toThrow(
      `Port ${port} is in use`,
    );
    expect(steps).toEqual([]);
    other.close();
    await start({ gatewayPort: port });
  });

  it("says what a program that cannot run said last, and stops what it had started", async () => {
    await writeFile(join(directory, "program.mjs"), `console.error("DOMAIN: must be set"); process.exit(1);`);
    let postgresPid = 0;
    const onStep: PlatformOptions["onStep"] = (name, state) => {
      if (name === "PostgreSQL 18" && state === "done")
        void readPostmasterPid().then((pid) => (postgresPid = Number(pid)));
    };
    await expect(start({ onStep })).rejects.toThrow("doorman keeps ending by itself: DOMAIN: must be set");
    expect(postgresPid).toBeGreaterThan(0);
    expect(identifyProcess(postgresPid)).toBeUndefined();
  });

  it("starts its database again when that is killed, says so, and goes on", async () => {
    const notices: string[] = [];
    const platform = await start({ onNotice: (line) => notices.push(line) });
    const { pid, port } = platform.postgres;
    process.kill(pid, "SIGKILL");
    await waitFor("the database again", async () => notices.some((line) => line.includes("is back")) || undefined);
    expect(notices[0]).toContain("PostgreSQL ended unasked");
    expect(platform.postgres.pid).not.toBe(pid);
    expect(platform.postgres.port).toBe(port);
    const client = new pg.Client({ connectionString: platform.postgres.url("postgres") });
    await client.connect();
    await client.end();
    expect(await fetchText(platform, "unknown.localhost")).toBe("doorman of unknown.localhost");
  });

  it("starts whatever of its files is damaged, and keeps the damaged ones", async () => {
    const first = await start();
    await first.stop();
    const { folders } = first;
    for (const file of [
      folders.ports,
      join(folders.apiServer, "credentials.json"),
      join(folders.postgres, "postgres.json"),
    ]) {
      await writeFile(file, "{");
    }
    await rm(folders.kubeconfig);
    await mkdir(folders.kubeconfig);
    await rm(folders.pods, { recursive: true });
    await writeFile(folders.pods, "");
    const notices: string[] = [];
    const second = await start({ onNotice: (line) => notices.push(line) });
    expect(await fetchText(second, "unknown.localhost")).toBe("doorman of unknown.localhost");
    expect(notices).toHaveLength(5);
  });

  it("starts over after a reset", async () => {
    const first = await start();
    const { password } = first.postgres;
    await first.stop();
    await resetPlatform(dataDirectory);
    await expect(stat(dataDirectory)).rejects.toThrow("ENOENT");
    expect((await start()).postgres.password).not.toBe(password);
  });
});

async function readPostmasterPid(): Promise<string> {
  const state = JSON.parse(await readFile(join(dataDirectory, "postgres/postgres.json"), "utf8")) as {
    cluster: string;
  };
  return (await readFile(join(state.cluster, "postmaster.pid"), "utf8")).split("\n")[0] ?? "";
}

function requireIdentity(pid: number): ProcessIdentity {
  const identity = identifyProcess(pid);
  if (!identity) throw new Error(`process ${pid} does not run`);
  return identity;
}
