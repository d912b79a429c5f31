import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { makeLayer, writeImageArchive } from "@tochka-rosta/images";
import type { OwnCluster, PartName, RealCluster } from "../cluster/src/index.ts";
import { runClusterCommand } from "../cluster/src/own/command.ts";
import { callCtr } from "../cluster/src/own/containerd.ts";
import { startOwn } from "../cluster/src/own/start-own.ts";
import { readState, runFolderOf } from "../cluster/src/own/run-folder.ts";
import { stopCluster } from "../cluster/src/own/stop.ts";
import { callTool, clusterTypedByTests, testClusters } from "@tochka-rosta/testing";
import { waitFor } from "../harness/http.ts";
import { describeMachine, findTraces, identify } from "./harness/machine-traces.ts";
import type { Traces } from "./harness/machine-traces.ts";

const given = inject("realCluster");
const folder = runFolderOf(testClusters.itself);

// Another cluster beside the one that everybody shares: its parts are broken here, and it ends before the run does.
describe.skipIf(given?.ownName == null)("a cluster from source", () => {
  let machineBefore = "";
  let cluster: RealCluster;
  let own: OwnCluster;

  beforeAll(async () => {
    machineBefore = inject("machineBefore") ?? (await describeMachine());
    const started = await startOwn({ name: folder.name, log: () => undefined });
    if ("missing" in started || !started.own) throw new Error("the other cluster could start here, this one cannot");
    cluster = started;
    own = started.own;
    await kubectl("create", "namespace", "try");
  });
  afterAll(() => cluster.stop());

  const tryKubectl = (words: readonly string[], input = "") =>
    callTool(given?.kubectl ?? "kubectl", ["--kubeconfig", cluster.kubeconfigPath, ...words], {
      input,
      timeoutSeconds: 120,
    });
  const kubectl = async (...words: string[]) => {
    const { exitCode, output } = await tryKubectl(words);
    if (exitCode !== 0) throw new Error(`kubectl ${words.join(" ")}: ${output}`);
    return output.trim();
  };
  const apply = async (...objects: object[]) => {
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
    const { exitCode, output } = await tryKubectl(["apply", "-f", "-"], list);
    if (exitCode !== 0) throw new Error(output);
  };
  const pod = (name: string, args: readonly string[], more: object = {}) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "try", labels: { app: name } },
    spec: { containers: [{ name: "echo", image: own.echoImage, args }], terminationGracePeriodSeconds: 1, ...more },
  });
  const runs = (name: string) =>
    waitFor(`pod ${name} runs`, async () => {
      const status = await kubectl("get", "pod", name, "-n", "try", "-o", "jsonpath={.status.phase} {.status.podIP}");
      return status.startsWith("Running ") && status.slice("Running ".length);
    });

  test("the API server knows callers by their rights, and writes down who asked for what and what it answered", async () => {
    await kubectl("create", "serviceaccount", "guest", "-n", "try");
    const token = await kubectl("create", "token", "guest", "-n", "try");
    const asGuest = ["--token", token, "get", "secrets", "-n", "kube-system"];
    const refused = await tryKubectl([...(await serverFlags()), ...asGuest]);
    expect(refused.output).toContain('User "system:serviceaccount:try:guest" cannot list resource "secrets"');
    const entry = await waitFor("the refusal in the audit log", async () => {
      const lines = (await readFile(own.auditLogPath, "utf8")).split("\n").filter((line) => line.includes("try:guest"));
      const entries = lines.map((line) => JSON.parse(line) as { readonly responseStatus?: { readonly code: number } });
      return entries.find(({ responseStatus }) => responseStatus?.code === 403);
    });
    expect(entry).toMatchObject({
      user: { username: "system:serviceaccount:try:guest" },
      verb: "list",
      objectRef: { resource: "secrets", namespace: "kube-system" },
    });

    await own.faults.revokeTokens("try", "guest");
    await waitFor("the token is worthless", async () => {
      const { output } = await tryKubectl([...(await serverFlags()), ...asGuest]);
      return output.includes("Unauthorized") || output.includes("must be logged in");
    });
  });

  /** For callers other than the kubeconfig's, whose token would go before theirs. */
  const serverFlags = async () => {
    const server = await kubectl("config", "view", "-o", "jsonpath={.clusters[0].cluster.server}");
    return ["--kubeconfig", "/dev/null", "--server", server, "--insecure-skip-tls-verify"];
  };

  test("a namespace that enforces the restricted level refuses a privileged pod", async () => {
    await kubectl("create", "namespace", "strict");
    await kubectl("label", "namespace", "strict", "pod-security.kubernetes.io/enforce=restricted");
    const words = ["run", "root", "-n", "strict", "--image", own.echoImage, "--privileged"];
    expect((await tryKubectl(words)).output).toContain("violates PodSecurity");
  });

  test("a pod's programs can be listened to and called, and find services by name", async () => {
    await apply(pod("listener", ["listen", ":8080"]));
    await runs("listener");
    await kubectl("expose", "pod", "listener", "-n", "try", "--port", "80", "--target-port", "8080");
    const answer = () => tryKubectl(["exec", "listener", "-n", "try", "--", "/small", "http", "http://listener.try/"]);
    await waitFor("the service answers", async () => (await answer()).output.startsWith("200"));
    const abroad = await tryKubectl(["exec", "listener", "-n", "try", "--", "/small", "http", "http://example.com/"]);
    expect(abroad.output).toContain("no such host");
  });

  test("a new pod's very first packet meets its policies", async () => {
    const target = `${await runs("listener")}:8080`;
    const dial = async (name: string) => {
      await apply(pod(name, ["dial", target, "1"], { restartPolicy: "Never" }));
      const exit = "jsonpath={.status.containerStatuses[0].state.terminated.exitCode}";
      const read = async () => (await kubectl("get", "pod", name, "-n", "try", "-o", exit)) || undefined;
      return waitFor(`pod ${name} has dialled`, read);
    };
    expect(await dial("free")).toBe("0");
    await apply({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "shut", namespace: "try" },
      spec: {
        podSelector: { matchExpressions: [{ key: "app", operator: "In", values: ["shut", "held"] }] },
        policyTypes: ["Egress"],
      },
    });
    // 2 is silence. Every pod here dials the moment it runs.
    expect(await dial("shut")).toBe("2");
  });

  test("while the enforcer is away no pod starts, and what is forbidden stays so", async () => {
    await apply(pod("held", ["sleep"]));
    await runs("held");
    await own.faults.stop("network-policy");
    expect(await dialListener("held")).toMatchObject(silence);
    await apply(pod("late", ["sleep"]));
    await waitFor("the pod waits for the enforcer", async () => {
      const events = await kubectl("get", "events", "-n", "try", "--field-selector", "involvedObject.name=late");
      return events.includes("the enforcer of network policies does not answer");
    });
    await own.faults.start("network-policy");
    await runs("late");
  });

  const dialListener = async (from: string) => {
    const target = `${await runs("listener")}:8080`;
    return tryKubectl(["exec", from, "-n", "try", "--", "/small", "dial", target, "1"]);
  };
  const silence = { exitCode: 2, output: expect.stringContaining("i/o timeout") as string };

  test("a slow API server stands still and runs in turns, so that everybody is answered, until it is let go", async () => {
    const pid = (await partOf("kube-apiserver")).pid;
    const isStill = async () => /^State:\tT/m.test((await own.runOnNode(["cat", `/proc/${pid}/status`])).output);
    await own.faults.slow("kube-apiserver", { stopMilliseconds: 300, runMilliseconds: 300 });
    expect(await partOf("kube-apiserver")).toMatchObject({ state: "slow", pid });
    await waitFor("it stands still", isStill);
    await waitFor("it runs", async () => !(await isStill()));
    await kubectl("get", "nodes");
    await waitFor("it stands still again", isStill);

    await own.faults.resume("kube-apiserver");
    expect(await partOf("kube-apiserver")).toMatchObject({ state: "running", pid, starts: 1 });
    expect(await isStill()).toBe(false);
  });

  const partOf = async (name: PartName) => {
    const part = (await own.faults.parts()).find((other) => other.name === name);
    if (part === undefined) throw new Error(`The cluster has no ${name}`);
    return part;
  };

  test("a paused API server answers nobody until it goes on; a killed one comes back by itself", async () => {
    await own.faults.pause("kube-apiserver");
    const requested = await tryKubectl(["get", "nodes", "--request-timeout", "1s"]);
    expect(requested.exitCode).not.toBe(0);
    await own.faults.resume("kube-apiserver");
    await kubectl("get", "nodes");

    await own.faults.kill("kube-apiserver");
    await waitFor("the API server is back", async () => (await tryKubectl(["get", "nodes"])).exitCode === 0);
    expect(await partOf("kube-apiserver")).toMatchObject({ state: "running", starts: 2 });
  });

  test("after a compaction and a restart of the API server, a watch from before is told to start over", async () => {
    const path = "/api/v1/namespaces/try/configmaps";
    const list = JSON.parse(await kubectl("get", "--raw", path)) as { metadata: { resourceVersion: string } };
    const old = list.metadata.resourceVersion;
    await kubectl("create", "configmap", "later", "-n", "try");
    expect(Number(await own.faults.compactEtcd())).toBeGreaterThan(Number(old));
    await own.faults.restart("kube-apiserver");
    const watch = ["get", "--raw", `${path}?watch=1&timeoutSeconds=1&resourceVersion=${old}`];
    const isExpired = async () => (await tryKubectl(watch)).output.includes('"reason":"Expired","code":410');
    await waitFor("the answer that this is too old", isExpired);
  });

  test("after a restart of the node its pods run again, under the policies they had", async () => {
    const names = ["listener", "held", "late"];
    const startedBefore = await Promise.all(names.map(startTime));
    await own.faults.restartNode();
    for (const [index, name] of names.entries()) {
      const isRestarted = async () => (await startTime(name)) > (startedBefore[index] ?? "");
      await waitFor(`${name} was restarted`, isRestarted, { timeoutSeconds: 150 });
    }
    // `late` is held by no policy: it shows that the listener can be reached at all.
    await waitFor("the listener to be reached", async () => (await dialListener("late")).exitCode === 0);
    expect(await dialListener("held")).toMatchObject(silence);
    await kubectl("wait", "deployment", "--all", "-n", "traefik", "--for=condition=Available", "--timeout=90s");
  });

  const startTime = (name: string) =>
    kubectl("get", "pod", name, "-n", "try", "-o", "jsonpath={.status.containerStatuses[0].state.running.startedAt}");

  test("when it ends nothing of it is left on this machine, and the machine is as it was", async () => {
    const identity = await identify(folder);
    const running = await findTraces(folder, identity);
    expect(running.processes).toBeGreaterThan(10);
    expect([running.links.length, running.cgroups.length > 0, running.files.length > 0]).toEqual([1, true, true]);

    await cluster.stop();

    expect(await findTraces(folder, identity)).toEqual(nothing);
    expect(await describeMachine()).toBe(machineBefore);
  });
});

const nothing: Traces = { processes: 0, links: [], cgroups: [], files: [] };

describe.skipIf(given?.ownName == null)("npm run cluster", () => {
  const byCommand = runFolderOf(clusterTypedByTests);
  // What a killed run may have left; and what a failed test has.
  beforeAll(() => stopCluster(byCommand));
  afterAll(() => stopCluster(byCommand));

  const run = async (...words: string[]) => {
    const lines: string[] = [];
    await runClusterCommand(["--name", byCommand.name, ...words], (line) => lines.push(line));
    return lines.join("\n");
  };

  test("starts a cluster and finds it again, imports images, restarts it after a crash and ends it", async () => {
    expect(await run()).toContain(`The cluster "${byCommand.name}" runs.`);
    expect(await run()).toContain(`The cluster "${byCommand.name}" already runs.`);

    const archive = await writeTinyImage("docker.io/tochka-rosta-tests/tiny:1");
    expect(await run("--load", archive)).toContain("1 image archives are imported.");
    expect(await callCtr(byCommand, ["images", "list", "--quiet"])).toContain("docker.io/tochka-rosta-tests/tiny:1");

    const state = await readState(byCommand);
    if (state === undefined) throw new Error("A cluster that runs has noted its first process");
    const crashed = await identify(byCommand);
    process.kill(state.pid, "SIGKILL");
    await waitFor("every process to end with the first", async () => {
      return (await findTraces(byCommand, crashed)).processes === 0;
    });
    expect(await run()).toContain(`The cluster "${byCommand.name}" runs.`);

    const identity = await identify(byCommand);
    expect(await run("--down")).toContain(`The cluster "${byCommand.name}" is stopped, and nothing of it is left.`);
    expect(await findTraces(byCommand, identity)).toEqual(nothing);
  });
});

async function writeTinyImage(reference: string): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), "tiny-image-")), "tiny.tar");
  const layers = [await makeLayer([{ path: "/hello", content: Buffer.from("hello") }])];
  await writeImageArchive({ reference, layers, config: { entrypoint: ["/hello"], user: "65532:65532" }, file });
  return file;
}
