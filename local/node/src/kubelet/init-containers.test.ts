import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { waitFor } from "@tochka-rosta/testing";
import { systemClock } from "@tochka-rosta/controller-runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Container, PodSpec, PodStatus } from "../cluster/resources.ts";
import { runPreStop } from "./pre-stop.ts";
import { LocalPorts } from "./local-ports.ts";
import { PodRunner } from "./pod-runner.ts";

let directory = "";
let status: PodStatus | undefined;
const phases = new Set<string>();
const runners: PodRunner[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "init-"));
  await writeFile(join(directory, "program.mjs"), "setInterval(() => undefined, 1000);");
  phases.clear();
});

afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop(0)));
  await rm(directory, { recursive: true });
});

/** A step that says its name in the common file once `gate` is there, and then ends with the code that stands in `code`. */
function step(name: string): Container {
  const script = `
    const { existsSync, appendFileSync, readFileSync } = require("node:fs");
    const wait = setInterval(() => {
      if (!existsSync("${directory}/${name}.gate")) return;
      clearInterval(wait);
      appendFileSync("${directory}/order", "${name} ");
      process.exitCode = Number(readFileSync("${directory}/${name}.gate", "utf8"));
    }, 10);`;
  return { name, image: "known:1", command: ["node", "-e", script] };
}

const open = (name: string, exitCode = 0) => writeFile(join(directory, `${name}.gate`), String(exitCode));

function run(spec: Partial<PodSpec>): PodRunner {
  const metadata = { name: "p", namespace: "n", uid: "uid" };
  const containers = [{ name: "main", image: "known:1" }];
  const pod = { apiVersion: "v1", kind: "Pod", metadata, spec: { containers, ...spec } };
  const runner = new PodRunner(pod, {
    directory: join(directory, "pod"),
    configuration: { secret: () => undefined, configMap: () => undefined },
    requestToken: () => Promise.reject(new Error("no token was expected")),
    clock: systemClock,
    apiAccess: () => undefined,
    findImage: async () => ({ entry: join(directory, "program.mjs"), nodeOptions: [] }),
    ports: new LocalPorts(),
    onStatus: (reported) => {
      status = reported;
      phases.add(reported.phase);
    },
    onEvent: () => undefined,
    onLine: () => undefined,
  });
  runners.push(runner);
  return runner;
}

/** Waits for the kubelet's next reports. */
const until = (condition: () => boolean | undefined) => waitFor("the reported status", condition);

const stateOf = (index: number) => status?.initContainerStatuses?.[index]?.state;
const main = () => status?.containerStatuses?.[0];
const isInitialized = () => status?.conditions?.find(({ type }) => type === "Initialized")?.status;

describe("init containers", () => {
  it("run one after another, and the main container only when the last one has succeeded", async () => {
    run({ initContainers: [step("a"), step("b")] });
    await until(() => stateOf(0)?.running !== undefined);
    expect([stateOf(1)?.waiting?.reason, main()?.state.waiting?.reason]).toEqual([
      "PodInitializing",
      "PodInitializing",
    ]);
    expect([status?.phase, isInitialized()]).toEqual(["Pending", "False"]);
    await open("a");
    await until(() => stateOf(1)?.running !== undefined);
    expect(status?.initContainerStatuses?.[0]).toMatchObject({ ready: true, state: { terminated: { exitCode: 0 } } });
    expect(main()?.state.running).toBeUndefined();
    await open("b");
    await until(() => main()?.ready);
    expect([status?.phase, isInitialized()]).toEqual(["Running", "True"]);
    expect(await readFile(join(directory, "order"), "utf8")).toBe("a b ");
  });

  it("are tried again when they fail, while the others wait", async () => {
    await open("a", 4);
    run({ initContainers: [step("a"), step("b")] });
    await until(() => stateOf(0)?.waiting?.reason === "CrashLoopBackOff");
    expect(status?.initContainerStatuses?.[0]?.lastState.terminated?.exitCode).toBe(4);
    expect([status?.phase, stateOf(1)?.waiting?.reason]).toEqual(["Pending", "PodInitializing"]);
    await open("a");
    await open("b");
    await until(() => main()?.ready);
    expect(status?.initContainerStatuses?.[0]?.restartCount).toBeGreaterThan(0);
  });

  it("end a pod that is never restarted when one fails", async () => {
    await open("a", 4);
    run({ initContainers: [step("a")], restartPolicy: "Never" });
    await until(() => status?.phase === "Failed");
    await sleep(100);
    expect(main()?.state.waiting?.reason).toBe("PodInitializing");
  });

  it("do not start the main container when the pod is stopped meanwhile", async () => {
    const runner = run({ initContainers: [step("a")] });
    await until(() => stateOf(0)?.running !== undefined);
    await runner.stop(1);
    expect(main()?.state.running).toBeUndefined();
    expect(phases).toEqual(new Set(["Pending"]));
    expect(existsSync(join(directory, "pod/logs/main"))).toBe(false);
  });

  it("that are sidecars are refused with the reason, since nothing after them would ever start", async () => {
    run({ initContainers: [{ name: "side", image: "known:1", restartPolicy: "Always" }] });
    await until(() => stateOf(0)?.waiting?.reason === "CreateContainerError");
    expect(stateOf(0)?.waiting?.message).toContain("no sidecars");
  });

  it("have logs of their own", async () => {
    const says = { name: "says", image: "known:1", command: ["node", "-e", "console.log('prepared')"] };
    const runner = run({ initContainers: [says] });
    await until(() => main()?.ready);
    const lines: string[] = [];
    for await (const line of runner.findLog("says", false)?.read() ?? []) lines.push(line);
    expect(lines).toEqual(["prepared\n"]);
  });
});

describe("a container's farewell", () => {
  const leaving: PodSpec = {
    containers: [{ name: "main", image: "known:1", lifecycle: { preStop: { sleep: { seconds: 25 } } } }],
  };

  it("takes its time out of the grace, and leaves two seconds to end in", async () => {
    const container = (seconds: number) => ({ name: "c", image: "i", lifecycle: { preStop: { sleep: { seconds } } } });
    const { signal } = new AbortController();
    expect(await runPreStop(container(0.01), 10, signal)).toBe(9.99);
    expect(await runPreStop(container(60), 0.01, signal)).toBe(2);
    expect(await runPreStop(container(60), 0, signal)).toBe(0);
    expect(await runPreStop({ name: "c", image: "i" }, 10, signal)).toBe(10);
  });

  it("keeps its program running, and is left out when the platform stops, even when it has begun", async () => {
    const runner = run(leaving);
    await until(() => main()?.ready);
    const stopping = runner.stop(30);
    await sleep(300);
    expect(main()?.state.running).toBeDefined();
    await runner.stop(10, { isHasty: true });
    await stopping;
    expect(main()?.state.terminated?.exitCode).toBe(143);
  }, 15_000);
});
