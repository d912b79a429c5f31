import { defaultContainerResources } from "@tochka-rosta/crds";
import { expect, test } from "vitest";
import { initialTariffs } from "./initial-tariffs.ts";

const { limits } = defaultContainerResources;
const pod = { cpuMillis: parseInt(limits.cpu, 10), memoryMebibytes: parseInt(limits.memory, 10) };

test.each(initialTariffs.map((tariff) => [tariff.name, tariff] as const))(
  "%s holds two pods of every site, since there are two while a version changes",
  (_, { cpu, memory, subdomainLimit }) => {
    expect(cpu).toMatch(/^\d+$/);
    expect(memory).toMatch(/^\d+Gi$/);
    expect(Number(cpu) * 1000).toBeGreaterThanOrEqual(2 * subdomainLimit * pod.cpuMillis);
    expect(parseInt(memory, 10) * 1024).toBeGreaterThanOrEqual(2 * subdomainLimit * pod.memoryMebibytes);
  },
);
