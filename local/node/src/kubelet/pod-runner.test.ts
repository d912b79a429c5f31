import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "@tochka-rosta/controller-runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Container, Pod, PodStatus, Secret, TokenProjection } from "../cluster/resources.ts";
import { identifyProcess, isRunning, waitFor } from "@tochka-rosta/testing";
import type { LocalImage } from "./image-table.ts";
import { LocalPorts } from "./local-ports.ts";
import { PodRunner } from "./pod-runner.ts";
import type { RequestToken } from "./projected-tokens.ts";

/** Answers 200 once `READY` is not "no", 500 after /break; ends with code 3 after /crash; says its settings at the start. */
const program = `
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
console.log("hello from " + process.env.GREETING + " at " + process.env.FILE);
if (process.env.CRASH) process.exit(Number(process.env.CRASH));
let status = 200;
createServer((request, response) => {
  if (request.url === "/break") status = 500;
  if (request.url === "/crash") process.exit(3);
  if (request.url === "/file") return response.end(readFileSync(process.env.FILE));
  response.writeHead(status).end();
}).listen(Number(process.env.PORT), process.env.HOST);
process.on("SIGTERM", () => { console.log("goodbye"); if (!process.env.STUBBORN) process.exit(0); });
`;

let directory = "";
let images: Record<string, LocalImage> = {};
let secrets: Record<string, Secret> = {};
const runners: PodRunner[] = [];
const events: string[] = [];
let status: PodStatus | undefined;
let kubeconfig: string | undefined;
let requestToken: RequestToken;
const ports = new LocalPorts();

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "pod-"));
  await writeFile(join(directory, "program.mjs"), program);
  images = { "known:1": { entry: join(directory, "program.mjs"), nodeOptions: [] } };
  secrets = { s: secretOf("first") };
  kubeconfig = undefined;
  requestToken = () => Promise.reject(new Error("no token was expected"));
  events.length = 0;
});

afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop(0)));
  await rm(directory, { recursive: true });
});

function secretOf(value: string): Secret {
  return { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, data: { key: btoa(value) } };
}

function podOf(container: Partial<Container>): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", namespace: "n", uid: "uid" },
    spec: {
      terminationGracePeriodSeconds: 1,
      containers: [{ name: "c", image: "known:1", ports: [{ name: "http", containerPort: 8080 }], ...container }],
      volumes: [{ name: "v", secret: { secretName: "s" } }],
    },
  };
}

function run(container: Partial<Container> = {}, more: Partial<Pod> = {}): PodRunner {
  const pod: Pod = { ...podOf(container), ...more };
  const runner = new PodRunner(pod, {
    directory: join(directory, "pod"),
    configuration: { secret: (name) => secrets[name], configMap: () => undefined },
    requestToken: (projection) => requestToken(projection),
    clock: systemClock,
    apiAccess: () => kubeconfig,
    findImage: async (reference) => images[reference],
    ports,
    onStatus: (reported) => {
      status = reported;
    },
    onEvent: (_type, reason) => void events.push(reason),
    onLine: () => undefined,
  });
  runners.push(runner);
  return runner;
}

function container() {
  return status?.containerStatuses?.[0];
}

/** Waits for the kubelet's next reports. */
const until = (condition: () => boolean | undefined) => waitFor("the reported status", condition);

function request(path: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${ports.find("uid", 8080) ?? 0}${path}`);
}

async function readLog(runner: PodRunner, isPrevious = false): Promise<string> {
  let all = "";
  for await (const line of runner.findLog(undefined, isPrevious)?.read() ?? []) all += line;
  return all;
}

const isReady = () => container()?.ready;
const readinessProbe = { httpGet: { path: "/", port: "http" }, periodSeconds: 0.1 };

describe("a pod", () => {
  it("runs its program with its variables, volumes and port, and becomes ready by its probe", async () => {
    const env = [
      { name: "GREETING", value: "$(NOBODY)world" },
      { name: "FILE", value: "/secrets/key" },
    ];
    const runner = run({ env, readinessProbe, volumeMounts: [{ name: "v", mountPath: "/secrets" }] });
    expect(container()?.state.waiting?.reason).toBe("ContainerCreating");
    await until(isReady);
    expect(status?.phase).toBe("Running");
    expect(await (await request("/file")).text()).toBe("first");
    expect(await readLog(runner)).toBe(`hello from $(NOBODY)world at ${directory}/pod/root/secrets/key\n`);
  });

  it("holds a token for whom its volume says, and the next one before it ends, without a restart", async () => {
    const asked: TokenProjection[] = [];
    requestToken = async (projection) => {
      asked.push(projection);
      const issuedAt = Date.now();
      return { token: `token ${asked.length}`, issuedAt, expiresAt: issuedAt + 200 };
    };
    const projection = { audience: "egress", expirationSeconds: 600, path: "token" };
    const pod = podOf({
      env: [{ name: "FILE", value: "/door/token" }],
      readinessProbe,
      volumeMounts: [{ name: "v", mountPath: "/door" }],
    });
    const volumes = [{ name: "v", projected: { sources: [{ serviceAccountToken: projection }] } }];
    run({}, { spec: { ...pod.spec, volumes } });
    await until(isReady);
    const first = await (await request("/file")).text();
    expect(first).toMatch(/^token \d+$/);
    await waitFor("the next token", async () => ((await (await request("/file")).text()) === first ? undefined : true));
    expect(container()?.restartCount).toBe(0);
    expect(new Set(asked)).toEqual(new Set([projection]));
  });

  it("sees a changed secret in its files without a restart", async () => {
    const env = [{ name: "FILE", value: "/secrets/key" }];
    const runner = run({ env, readinessProbe, volumeMounts: [{ name: "v", mountPath: "/secrets" }] });
    await until(isReady);
    secrets = { s: secretOf("second") };
    runner.refreshVolumes();
    let content = "";
    for (let attempt = 0; attempt < 100 && content !== "second"; attempt += 1) {
      content = await (await request("/file")).text();
      await sleep(10);
    }
    expect(content).toBe("second");
    expect(container()?.restartCount).toBe(0);
  });

  it("waits in ImagePullBackOff for an unknown image, and starts when the image appears", async () => {
    run({ image: "later:1" });
    await until(() => container()?.state.waiting?.reason === "ImagePullBackOff");
    expect(status?.phase).toBe("Pending");
    expect(events).toContain("Failed");
    images = { "later:1": { entry: join(directory, "program.mjs"), nodeOptions: [] } };
    await until(isReady);
  });

  it("waits for a secret that is not there yet, and starts as soon as it comes", async () => {
    secrets = {};
    const runner = run();
    await until(() => container()?.state.waiting?.reason === "CreateContainerConfigError");
    secrets = { s: secretOf("late") };
    runner.refreshVolumes();
    await until(isReady);
  });

  it("restarts a crashing program after a while, and shows the log of the run before", async () => {
    const runner = run({ env: [{ name: "CRASH", value: "7" }] });
    await until(() => container()?.state.waiting?.reason === "CrashLoopBackOff");
    expect(container()?.lastState.terminated).toMatchObject({ exitCode: 7, reason: "Error" });
    expect(events).toContain("BackOff");
    await until(() => container()?.restartCount === 1 && container()?.state.waiting?.reason === "CrashLoopBackOff");
    expect(await readLog(runner, true)).toContain("hello");
    expect(status?.phase).toBe("Running");
  });

  it("is not ready while its readiness probe fails, and stays running", async () => {
    run({ readinessProbe: { ...readinessProbe, failureThreshold: 2 } });
    await until(isReady);
    await request("/break");
    await until(() => !isReady());
    expect(container()?.state.running).toBeDefined();
    expect(events).toContain("Unhealthy");
  });

  it("is restarted when its liveness probe fails too often", async () => {
    const startupProbe = { ...readinessProbe, failureThreshold: 200 };
    run({ startupProbe, readinessProbe, livenessProbe: { ...readinessProbe, failureThreshold: 2 } });
    await until(isReady);
    await request("/break");
    await until(() => container()?.restartCount === 1 && isReady());
    expect(events).toContain("Killing");
  });

  it("is restarted when it does not start in time", async () => {
    const startupProbe = { httpGet: { path: "/", port: 9999 }, periodSeconds: 0.1, failureThreshold: 2 };
    run({ startupProbe });
    await until(() => container()?.state.running !== undefined);
    expect(isReady()).toBe(false);
    await until(() => container()?.restartCount === 1);
  });

  it("ends with a SIGTERM, or with SIGKILL when it does not listen, and leaves no process", async () => {
    const polite = run({ readinessProbe });
    await until(isReady);
    await polite.stop();
    expect(await readLog(polite)).toContain("goodbye");
    expect(container()?.state.terminated?.exitCode).toBe(0);

    const stubborn = run({ readinessProbe, env: [{ name: "STUBBORN", value: "1" }] });
    await until(isReady);
    const pid = Number(container()?.containerID?.replace("local://", ""));
    const identity = identifyProcess(pid);
    await stubborn.stop();
    expect(container()?.state.terminated?.exitCode).toBe(137);
    expect(identity && isRunning(identity)).toBe(false);
  });

  it("finds the kubeconfig that stands for its service account, for its user's eyes only", async () => {
    kubeconfig = "server: here";
    const runner = run({ command: ["node", "-p", "process.env.KUBECONFIG"] });
    await until(() => container()?.state.waiting?.reason === "CrashLoopBackOff");
    const file = (await readLog(runner)).trim();
    expect(file).toBe(`${directory}/pod/kubeconfig`);
    expect(await readFile(file, "utf8")).toBe("server: here");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it.each([
    [undefined, [], "undefined"],
    ["server: here", [{ name: "KUBECONFIG", value: "/elsewhere" }], "/elsewhere"],
  ])("finds none when it wants no service account, and its own setting first", async (given, env, expected) => {
    kubeconfig = given;
    const runner = run({ command: ["node", "-p", "process.env.KUBECONFIG"], env });
    await until(() => container()?.state.waiting?.reason === "CrashLoopBackOff");
    expect(await readLog(runner)).toBe(`${expected}\n`);
  });

  it("that is a task ends as succeeded or failed", async () => {
    const spec = (exitCode: string): Partial<Pod> => ({
      spec: {
        restartPolicy: "Never",
        containers: [{ name: "c", image: "known:1", env: [{ name: "CRASH", value: exitCode }] }],
      },
    });
    run({}, spec("9"));
    await until(() => status?.phase === "Failed");
    run(
      {},
      { spec: { ...spec("0").spec, containers: [{ name: "c", image: "known:1", command: ["node", "-e", "0"] }] } },
    );
    await until(() => status?.phase === "Succeeded");
  });

  it("counts the end of an earlier platform as a restart and says so", async () => {
    const startedAt = "2026-01-01T00:00:00Z";
    const earlier = { name: "c", image: "known:1", imageID: "", ready: true, started: true, restartCount: 2 };
    const containerStatuses = [{ ...earlier, state: { running: { startedAt } }, lastState: {} }];
    run({}, { status: { phase: "Running", containerStatuses } });
    expect(container()).toMatchObject({ restartCount: 3, ready: false });
    expect(container()?.lastState.terminated?.reason).toBe("NodeRestart");
  });

  it("shows the log of the run under an earlier platform as the previous one", async () => {
    const earlier = run({ readinessProbe, env: [{ name: "GREETING", value: "earlier" }] });
    await until(isReady);
    await earlier.stop();
    const now = run({ readinessProbe, env: [{ name: "GREETING", value: "now" }] }, status && { status });
    await until(() => isReady() && container()?.restartCount === 1);
    expect(await readLog(now, true)).toContain("hello from earlier");
    expect(await readLog(now)).toContain("hello from now");
  });

  it("keeps a record of its process, so that leftovers can be found", async () => {
    run({ readinessProbe });
    await until(isReady);
    const record = JSON.parse(await readFile(join(directory, "pod/c.process.json"), "utf8")) as { pid: number };
    expect(container()?.containerID).toBe(`local://${record.pid}`);
  });
});
