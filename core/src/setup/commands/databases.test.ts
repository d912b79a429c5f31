import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readAdministratorUrl } from "../administrator.ts";
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
  await expect(run(files("url"))).rejects.toThrow("The database URL is not valid");
});

test("an administrator by name and password is the one at the server that the settings name", async () => {
  await writeFile(join(folder, "username"), "admin\n");
  await writeFile(join(folder, "password"), "p#/?%@:ä");
  const setting = "CORE_ADMIN_URL_FILE";
  const env = {
    [setting]: join(folder, "absent"),
    DATABASE_SERVER: "pg.example:6432",
    DATABASE_SSLMODE: "verify-full",
    DATABASE_CA_FILE: "/ca.crt",
  };
  const url = new URL(await readAdministratorUrl(env, setting));
  expect([url.username, decodeURIComponent(url.password), url.host]).toEqual(["admin", "p#/?%@:ä", "pg.example:6432"]);
  expect(Object.fromEntries(url.searchParams)).toEqual({ sslmode: "verify-full", sslrootcert: "/ca.crt" });
  await writeFile(join(folder, "password"), "");
  await expect(readAdministratorUrl(env, setting)).rejects.toThrow("neither a URL nor a password");
});

test("an administrator's URL keeps its own sslmode, and one for another server than the settings name is refused", async () => {
  await writeFile(join(folder, "admin-url"), "postgresql://a:secret@pg.example/postgres?sslmode=require\n");
  const setting = "CORE_ADMIN_URL_FILE";
  const env = { [setting]: join(folder, "admin-url"), DATABASE_SSLMODE: "verify-full" };
  const url = await readAdministratorUrl({ ...env, DATABASE_SERVER: "pg.example:5432" }, setting);
  expect(new URL(url).searchParams.get("sslmode")).toBe("require");
  const failure = await readAdministratorUrl({ ...env, DATABASE_SERVER: "new.example:5432" }, setting).catch(String);
  expect(failure).toContain("is for pg.example:5432, but postgresql.external names new.example:5432");
  expect(failure).not.toContain("secret");
});
