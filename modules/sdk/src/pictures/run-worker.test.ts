import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type ConverterLimits, defaultConverterLimits } from "./converter-limits.ts";
import { runWorker } from "./run-worker.ts";

const folder = mkdtempSync(join(tmpdir(), "pictures-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, "photo");
writeFileSync(file, "bytes");
const header = { format: "jpeg", width: 1, height: 1 } as const;

async function run(name: string, limits: Partial<ConverterLimits> = {}) {
  const complaints: string[] = [];
  const worker = join(import.meta.dirname, "testing", `${name}-worker.mjs`);
  const note = (why: string) => void complaints.push(why);
  const outcome = await runWorker(file, header, { ...defaultConverterLimits, ...limits }, { worker, note });
  return { outcome, complaint: complaints.join("") };
}

test("the child is given the file and no environment, secret or open file of the module", async () => {
  process.env["SECRET_OF_THE_MODULE"] = "x";
  const { outcome, complaint } = await run("curious");
  delete process.env["SECRET_OF_THE_MODULE"];
  expect(outcome).toBe("failed");
  expect(JSON.parse(complaint)).toEqual({ environment: ["MALLOC_ARENA_MAX"], files: [file], input: "bytes" });
});

test("a child that takes more memory than a picture may is killed", async () => {
  expect((await run("greedy", { memoryBytes: 200 * 1024 * 1024 })).outcome).toBe("killed");
});

test("a child that does not end is killed", async () => {
  expect((await run("endless", { timeoutMilliseconds: 200 })).outcome).toBe("killed");
});
