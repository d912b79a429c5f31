import { expect, test } from "vitest";
import { seededTariffs } from "./seed.ts";

/** What a container of a module may take unless its module says otherwise (crds, `Module`). */
const pod = { cpuMillis: 500, memoryMebibytes: 128 };

test.each(seededTariffs.map((tariff) => [tariff.name, tariff] as const))(
  "%s holds two pods of every site, since there are two while a version changes",
  (_, { cpu, memory, subdomainLimit }) => {
    expect(cpu).toMatch(/^\d+$/);
    expect(memory).toMatch(/^\d+Gi$/);
    expect(Number(cpu) * 1000).toBeGreaterThanOrEqual(2 * subdomainLimit * pod.cpuMillis);
    expect(parseInt(memory, 10) * 1024).toBeGreaterThanOrEqual(2 * subdomainLimit * pod.memoryMebibytes);
  },
);
