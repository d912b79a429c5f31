import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formatTable, percentile } from "../../bench/figures.ts";
import { fetchSite, waitFor } from "../../harness/http.ts";
import { activate, registerOwner } from "../../harness/owner.ts";
import { watchMilestones } from "../harness/milestones.ts";
import type { MilestoneWatch } from "../harness/milestones.ts";
import { clusterPlatform } from "../harness/platform-on-cluster.ts";
import { readPodMemory } from "../harness/pod-memory.ts";
import { resultsFolder } from "../harness/results.ts";

const platform = clusterPlatform();
const activations = 10;

/** What a launch passes, in order, by what a watcher of the API server hears; its times are counted from the click. */
const milestones: Readonly<Record<string, string>> = {
  "the object is in the cluster (core)": "moduleinstances:Made",
  "the namespace is there": "namespaces:Made",
  "the database is ready": "moduleinstances:DatabaseReady",
  "the pod is scheduled": "pods:PodScheduled",
  "the container has started": "pods:Started",
  "the pod is ready": "pods:Ready",
  "the route is programmed": "moduleinstances:RouteProgrammed",
};
const firstAnswer = "the first HTTP 200 through the ingress";

// Nothing here is asserted but that it could be measured: times depend on the machine.
test(
  "from click to the first page, memory and image sizes: the figures of this run",
  { timeout: 600_000 },
  async () => {
    const watch = watchMilestones(platform);
    const runs: Readonly<Record<string, number>>[] = [];
    for (let run = 0; run < activations; run += 1) runs.push(await measureActivation(watch));
    watch.stop();
    for (const name of [...Object.keys(milestones), firstAnswer]) {
      expect(runs.filter((run) => run[name] !== undefined).length, name).toBe(activations);
    }
    const text = [await describeActivations(runs), describeImages(), await describeMemory()].join("\n\n");
    await writeFile(
      join(resultsFolder, "..", "figures.md"),
      `# Figures of the last run on a real cluster\n\n${text}\n`,
    );
    console.log(text);
  },
);

async function measureActivation(watch: MilestoneWatch): Promise<Readonly<Record<string, number>>> {
  const { api, person } = await registerOwner(platform);
  const url = `${platform.shopUrl(person.subdomain)}/`;
  const namespace = `tenant-${person.subdomain}`;
  const click = Date.now();
  await activate(api);
  await waitFor("the shop's first page", async () => (await fetchSite(url)).status === 200, {
    timeoutSeconds: 120,
    everyMilliseconds: 20,
  });
  const answered = Date.now();
  await waitFor("the last milestone to be heard of", async () =>
    Object.values(milestones).every((milestone) => watch.timeOf(namespace, milestone) !== undefined),
  );
  const times = Object.entries(milestones).map(
    ([name, milestone]) => [name, watch.timeOf(namespace, milestone) ?? Number.NaN] as const,
  );
  const all = [...times, [firstAnswer, answered] as const];
  // What was there before the click took no time.
  return Object.fromEntries(all.map(([name, time]) => [name, Math.max(0, time - click) / 1000]));
}

async function describeActivations(runs: readonly Readonly<Record<string, number>>[]): Promise<string> {
  const rows = [...Object.keys(milestones), firstAnswer].map((name) => {
    const values = runs.map((run) => run[name] ?? 0);
    const shown = [percentile(values, 0.5), percentile(values, 0.95), Math.max(...values)];
    return [name, ...shown.map((seconds) => `${seconds.toFixed(2)} s`)];
  });
  const title = `${runs.length} activations, one after the other, on ${platform.addresses.description}. Seconds since the click:`;
  return `${title}\n\n${formatTable(["", "p50", "p95", "longest"], rows)}`;
}

function describeImages(): string {
  const mebibytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
  const rows = platform.addresses.images.map(({ name, bytes, ownBytes }) => [
    name,
    mebibytes(bytes),
    mebibytes(ownBytes),
  ]);
  return `Images, compressed:\n\n${formatTable(["", "whole", "of its own"], rows)}`;
}

/** Shops are many and alike: one row for all of them. */
async function describeMemory(): Promise<string> {
  const containers = await readPodMemory(platform);
  const groups = Map.groupBy(containers, ({ namespace, container }) => {
    return namespace.startsWith("tenant-") ? `a tenant's ${container}` : `${namespace} ${container}`;
  });
  const rows = [...groups].map(([name, members]) => {
    const values = members.map(({ workingSetMebibytes }) => workingSetMebibytes);
    return [
      name,
      String(values.length),
      ...[percentile(values, 0.5), Math.max(...values)].map((mib) => mib.toFixed(0)),
    ];
  });
  return `Memory (working set) after the run, MiB:\n\n${formatTable(["container", "how many", "p50", "largest"], rows)}`;
}
