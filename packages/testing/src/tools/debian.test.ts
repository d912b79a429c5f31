import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { noStarts, withFiles } from "./debian.ts";

let path = "";
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), "debian-test-")), "folder/policy");
});
const fileOf = (text: string) => ({ path, text, mode: 0o755 });
const read = () => Promise.resolve(readFileSync(path, "utf8"));

test("files for an installation are there as long as it goes on, and no longer when it failed", async () => {
  expect(await withFiles([fileOf("process 17")], read)).toBe("process 17");
  expect(existsSync(path)).toBe(false);
  await expect(withFiles([fileOf("process 17")], () => Promise.reject(new Error("no network")))).rejects.toThrow("no");
  expect(existsSync(path)).toBe(false);
});

test("a file of the machine's own stays as it is", async () => {
  mkdirSync(dirname(path));
  writeFileSync(path, "of the administrator");
  expect(await withFiles([fileOf("process 17")], read)).toBe("of the administrator");
  expect(await read()).toBe("of the administrator");
});

test("what a killed run left is replaced and removed", async () => {
  mkdirSync(dirname(path));
  writeFileSync(path, "process 17");
  expect(await withFiles([fileOf("process 18")], read)).toBe("process 18");
  expect(existsSync(path)).toBe(false);
});

test("services are forbidden to start by a process that runs, and by none that was killed", () => {
  const program = (text: string) => {
    const file = join(mkdtempSync(join(tmpdir(), "debian-test-")), "policy-rc.d");
    writeFileSync(file, text, { mode: 0o755 });
    return file;
  };
  expect(() => execFileSync(program(noStarts.text), ["redis-server", "start"])).toThrow();
  const ofTheDead = noStarts.text.replace(String(process.pid), "4194305"); // Beyond the kernel's largest number.
  expect(() => execFileSync(program(ofTheDead), ["redis-server", "start"])).not.toThrow();
});
