// `npm run bench:activation`: ten activations one after another on a platform of its own, from the owner's request to the
// first 200 of the shop. Prints figures, asserts nothing.
import { cpus } from "node:os";
import { fetchSite, waitFor } from "../harness/http.ts";
import { activate, registerOwner, waitUntilLive } from "../harness/owner.ts";
import type { Instance } from "../harness/owner.ts";
import { makeDataDirectory, startPlatformProcess } from "../harness/platform.ts";
import { connectPlatform } from "../harness/test-platform.ts";
import type { TestPlatform } from "../harness/test-platform.ts";
import { formatTable, percentile } from "../bench/figures.ts";
import { readTreeMemory } from "../bench/memory.ts";
import { buildAll } from "@tochka-rosta/build";

const activations = Number(process.argv[2] ?? 10);
// What a process calls itself; Next renames its own.
const programs = {
  "shop (idle)": "modules/shop/",
  operator: "operator/dist",
  core: "core/dist",
  dashboard: "next-server",
  doorman: "doorman/dist",
};

interface Run {
  readonly seconds: number;
  readonly steps: Instance["steps"];
}

async function activateOnce(platform: TestPlatform): Promise<Run> {
  const { api, person } = await registerOwner(platform);
  const url = platform.shopUrl(person.subdomain);
  const started = performance.now();
  const { id } = await activate(api);
  await waitFor("the shop's first 200", async () => (await fetchSite(url)).status === 200, { everyMilliseconds: 10 });
  const seconds = (performance.now() - started) / 1000;
  return { seconds, steps: (await waitUntilLive(api, id)).steps };
}

function describeRuns(runs: readonly Run[]): string {
  const row = (name: string, values: readonly number[]) => [
    name,
    `${percentile(values, 0.5).toFixed(2)} s`,
    `${percentile(values, 0.95).toFixed(2)} s`,
    `${Math.max(...values).toFixed(2)} s`,
  ];
  const types = runs[0]?.steps.map(({ type }) => type) ?? [];
  const secondsOf = (type: string) =>
    runs.flatMap(({ steps }) => steps.find((step) => step.type === type)?.seconds ?? []);
  return formatTable(
    ["request to first 200", "p50", "p95", "max"],
    [
      row(
        "whole",
        runs.map(({ seconds }) => seconds),
      ),
      ...types.map((type) => row(`  step: ${type}`, secondsOf(type))),
    ],
  );
}

async function describeMemory(ancestor: number): Promise<string> {
  const processes = await readTreeMemory(ancestor);
  const rows = Object.entries(programs).flatMap(([name, part]) => {
    const values = processes
      .filter(({ commandLine }) => commandLine.includes(part))
      .map(({ privateMebibytes }) => privateMebibytes);
    return values.length > 0 ? [[name, String(values.length), `${percentile(values, 0.5).toFixed(1)} MiB`]] : [];
  });
  return formatTable(["private memory", "processes", "median"], rows);
}

await buildAll();
const data = await makeDataDirectory();
const running = await startPlatformProcess(data.path);
try {
  const platform = connectPlatform(running.addresses);
  const runs: Run[] = [];
  for (let count = 1; count <= activations; count += 1) {
    const run = await activateOnce(platform);
    runs.push(run);
    console.log(`activation ${count}: ${run.seconds.toFixed(2)} s`);
  }
  console.log(
    `\n${runs.length} activations on ${cpus().length} cores, Node ${process.versions.node}\n\n${describeRuns(runs)}`,
  );
  console.log(`\n${await describeMemory(running.addresses.processId)}`);
} finally {
  await running.stop();
  await data.remove();
}
