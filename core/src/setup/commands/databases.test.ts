import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareDatabases } from "./databases.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tochka-rosta-setup-"));
  await writeFile(join(folder, "empty"), "\n");
  await writeFile(join(folder, "url"), "not a url");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (env: Record<string, string>) => prepareDatabases({ words: [], env, log: () => undefined });

test("what is not set, not there, empty or no URL is named", async () => {
  await expect(run({})).rejects.toThrow("PASSWORDS_DIR: must be set");
  const files = (name: string) => ({
    PASSWORDS_DIR: folder,
    CORE_ADMIN_URL_FILE: join(folder, name),
    MODULES_ADMIN_URL_FILE: join(folder, name),
  });
  await expect(run(files("absent"))).rejects.toThrow(/CORE_ADMIN_URL_FILE: .*absent cannot be read \(ENOENT\)/);
  await expect(run(files("empty"))).rejects.toThrow(/CORE_ADMIN_URL_FILE: .*empty is empty/);
  await expect(run(files("url"))).rejects.toThrow("The administrator's URL is none");
});
