import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultContainerResources, type Module } from "@tochka-rosta/crds";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { initialTariffs } from "./initial-tariffs.ts";

/** What the chart installs, so that a module that is made heavier is noticed here. */
const catalogueFile = join(import.meta.dirname, "../../../../charts/tochka-rosta/files/catalogue.yaml");
const modules = parseAllDocuments(readFileSync(catalogueFile, "utf8")).map((document) => document.toJS() as Module);

function limitsOf({ spec }: Module) {
  const { cpu, memory } = { ...defaultContainerResources.limits, ...spec.resources?.limits };
  expect([cpu, memory]).toEqual([expect.stringMatching(/^\d+m$/), expect.stringMatching(/^\d+Mi$/)]);
  return { cpuMillis: parseInt(cpu, 10), memoryMebibytes: parseInt(memory, 10) };
}

test.each(initialTariffs.map((tariff) => [tariff.name, tariff] as const))(
  "%s holds two pods of every site, of its heaviest module, since there are two while a version changes",
  (_, { cpu, memory, subdomainLimit, modules: names }) => {
    const pods = modules.filter(({ metadata: { name = "" } }) => names.includes(name)).map(limitsOf);
    expect(pods.length).toBe(names.length);
    expect(cpu).toMatch(/^\d+$/);
    expect(memory).toMatch(/^\d+Gi$/);
    const most = (of: "cpuMillis" | "memoryMebibytes") => Math.max(...pods.map((pod) => pod[of]));
    expect(Number(cpu) * 1000).toBeGreaterThanOrEqual(2 * subdomainLimit * most("cpuMillis"));
    expect(parseInt(memory, 10) * 1024).toBeGreaterThanOrEqual(2 * subdomainLimit * most("memoryMebibytes"));
  },
);
