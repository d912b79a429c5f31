import { mkdtempSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { markUsed, removeUnused } from "./programs.ts";

test("what another checkout has just built or used stays; what nobody used for days goes, images included", async () => {
  const folder = mkdtempSync(join(tmpdir(), "programs-test-"));
  const longAgo = new Date("2020-01-01");
  const [old, used, built] = ["a", "b", "c"].map((letter) => `small-${letter.repeat(16)}`) as [string, string, string];
  const others = ["coredns-aaaaaaaaaaaaaaaa", "small.lock"];
  for (const file of [old, `pause-1-0a0a0a0a-of-${old}.tar`, used, built, ...others]) {
    writeFileSync(join(folder, file), "");
    if (file !== built) utimesSync(join(folder, file), longAgo, longAgo);
  }
  expect(await markUsed(join(folder, used))).toBe(true);
  await removeUnused(folder, "small");
  expect(readdirSync(folder).sort()).toEqual([...others, used, built].sort());
  expect(await markUsed(join(folder, old))).toBe(false);
});
