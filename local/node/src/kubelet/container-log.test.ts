import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ContainerLog, type LogOptions } from "./container-log.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "log-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

async function readAll(log: ContainerLog, options?: LogOptions): Promise<string> {
  let all = "";
  for await (const line of log.read(options)) all += line;
  return all;
}

describe("a container's log", () => {
  it("gives the lines, the last ones, those since a time, or with their times", async () => {
    const log = new ContainerLog(join(directory, "0.log"));
    log.append("one", new Date("2026-01-01T00:00:00Z"));
    log.append("two", new Date("2026-01-01T00:00:01Z"));
    log.append("three");
    expect(await readAll(log)).toBe("one\ntwo\nthree\n");
    expect(await readAll(log, { tailLines: 2 })).toBe("two\nthree\n");
    expect(await readAll(log, { tailLines: 0 })).toBe("");
    expect(await readAll(log, { sinceSeconds: 60 })).toBe("three\n");
    expect(await readAll(log, { limitBytes: 6 })).toBe("one\ntw");
    expect(await readAll(log, { timestamps: true })).toMatch(/^2026-01-01T00:00:00.000Z one\n/);
  });

  it("is followed until the run is over", async () => {
    const log = new ContainerLog(join(directory, "0.log"));
    log.append("before");
    const reading = readAll(log, { follow: true });
    await new Promise((resolve) => setImmediate(resolve));
    log.append("after");
    log.end();
    expect(await reading).toBe("before\nafter\n");
  });

  it("stops being followed when the reader goes away", async () => {
    const log = new ContainerLog(join(directory, "0.log"));
    const unreachable = new AbortController();
    const reading = readAll(log, { follow: true, signal: unreachable.signal });
    await new Promise((resolve) => setImmediate(resolve));
    unreachable.abort();
    expect(await reading).toBe("");
  });

  it("never takes more than two files of its limit", () => {
    const log = new ContainerLog(join(directory, "0.log"), 1_000);
    for (let i = 0; i < 200; i += 1) log.append(`line ${i}`);
    const files = readdirSync(directory);
    expect(files.toSorted()).toEqual(["0.log", "0.log.1"]);
    for (const file of files) expect(statSync(join(directory, file)).size).toBeLessThanOrEqual(1_000);
  });
});
