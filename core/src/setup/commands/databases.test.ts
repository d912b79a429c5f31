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
  await expect(run({})).rejects.toThrow(
    /CORE_ADMIN_URL_FILE: must be set.*\n.*MODULES_ADMIN.*\n.*PASSWORDS_DIR: must be set/,
  );
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
  const source = {
    setting: "CORE_ADMIN_URL_FILE",
    file: join(folder, "absent"),
    server: "pg.example:6432",
    tls: { sslMode: "verify-full", authorityFile: "/ca.crt" },
  } as const;
  const url = new URL(await readAdministratorUrl(source));
  expect([url.username, decodeURIComponent(url.password), url.host]).toEqual(["admin", "p#/?%@:ä", "pg.example:6432"]);
  expect(Object.fromEntries(url.searchParams)).toEqual({ sslmode: "verify-full", sslrootcert: "/ca.crt" });
  await writeFile(join(folder, "password"), "");
  await expect(readAdministratorUrl(source)).rejects.toThrow("neither a URL nor a password");
});

test("an administrator's URL keeps its own sslmode, and one for another server than the settings name is refused", async () => {
  await writeFile(join(folder, "admin-url"), "postgresql://a:secret@pg.example/postgres?sslmode=require\n");
  const source = {
    setting: "CORE_ADMIN_URL_FILE",
    file: join(folder, "admin-url"),
    tls: { sslMode: "verify-full", authorityFile: undefined },
  } as const;
  const url = await readAdministratorUrl({ ...source, server: "pg.example:5432" });
  expect(new URL(url).searchParams.get("sslmode")).toBe("require");
  const failure = await readAdministratorUrl({ ...source, server: "new.example:5432" }).catch(String);
  expect(failure).toContain("is for pg.example:5432, but postgresql.external names new.example:5432");
  expect(failure).not.toContain("secret");
});
