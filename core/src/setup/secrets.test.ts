import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseKeyRing } from "@tochka-rosta/service/keys";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestCluster, type TestCluster } from "../testing/test-cluster.ts";
import { makeSecrets, makeWanted } from "./commands/secrets.ts";
import { createSecretStore, type SecretStore } from "./secret-store.ts";

const namespace = "tochka-rosta-system";
let cluster: TestCluster;
let store: SecretStore;

beforeAll(async () => {
  cluster = await startTestCluster();
  store = createSecretStore(cluster.client, { namespace, fieldManager: "tochka-rosta-setup" });
});
afterAll(() => cluster.stop());

const read = (name: string) => store.ensure(name, () => Promise.reject(new Error(`there is no Secret ${name}`)));
const readServers = async () =>
  JSON.parse((await read("operator-database-servers"))["servers.json"] ?? "[]") as Readonly<Record<string, unknown>>[];
const coreDatabase = new URL("postgresql://pg.example:5432/core?sslmode=require");
const moduleServer = new URL("postgresql://pg.example:5432/postgres?sslmode=verify-full");
const all = { coreSecrets: true, platformKeys: true, trialPostgresql: false, coreDatabase, moduleServer };

test("everything is made once; keys and passwords never change again, addresses follow the settings", async () => {
  await makeWanted(store, all);
  const keys = await read("core-secrets");
  const passwords = await read("platform-passwords");
  const platformKeys = await read("platform-keys");
  expect(parseKeyRing(platformKeys["keys.json"] ?? "").current).toBe("1");
  expect(JSON.parse(keys["signing-keys.json"] ?? "")).toMatchObject({ keys: [{ kty: "RSA", alg: "RS256" }] });
  expect(keys["code-pepper"]?.length).toBeGreaterThanOrEqual(32);
  const url = `postgresql://core:${passwords["core"]}@pg.example:5432/core?sslmode=require`;
  expect(await read("core-database")).toEqual({ url });
  expect(JSON.parse((await read("operator-database-servers"))["servers.json"] ?? "")).toEqual([
    {
      name: "main",
      host: "pg.example",
      port: 5432,
      user: "tr_provisioner",
      password: passwords["provisioner"],
      database: "postgres",
      softLimit: 500,
      hardLimit: 1000,
      sslmode: "verify-full",
    },
  ]);

  await makeWanted(store, {
    ...all,
    coreDatabase: new URL("postgresql://other.example:6432/core?sslmode=verify-full"),
  });
  expect(await read("core-secrets")).toEqual(keys);
  expect(await read("platform-passwords")).toEqual(passwords);
  expect(await read("platform-keys")).toEqual(platformKeys);
  expect((await read("core-database"))["url"]).toContain(`core:${passwords["core"]}@other.example:6432/core`);
});

test("an authority becomes part of the servers' list, so that modules hear of it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tochka-rosta-authority-"));
  const file = join(folder, "ca.crt");
  await writeFile(file, "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n");
  await makeWanted(store, { ...all, moduleServer: new URL(`${moduleServer.href}&sslrootcert=${file}`) });
  expect(await readServers()).toEqual([
    expect.objectContaining({ ca: "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----" }),
  ]);
  await writeFile(file, "no certificate");
  await expect(
    makeWanted(store, { ...all, moduleServer: new URL(`${moduleServer.href}&sslrootcert=${file}`) }),
  ).rejects.toThrow("There is no certificate (PEM) in");
  await rm(folder, { recursive: true });
});

test("servers that people added stay as they are through every upgrade, and where they are in the list", async () => {
  await makeWanted(store, all);
  const [main] = await readServers();
  const added = [
    { name: "second", host: "pg2.example", user: "provisioner", password: "x", hardLimit: 700, ca: "theirs" },
    { ...main, host: "old.example" },
    { name: "third", host: "pg3.example", user: "provisioner", password: "y", note: "kept too" },
  ];
  await store.derive("operator-database-servers", { "servers.json": JSON.stringify(added) });
  await makeWanted(store, all);
  expect(await readServers()).toEqual([added[0], main, added[2]]);
});

test("a list of servers that cannot be read is left alone, and said without what it holds", async () => {
  await store.derive("operator-database-servers", { "servers.json": '[{"password": "of-somebody",}]' });
  const failure = await makeWanted(store, all).catch(String);
  expect(failure).toContain("holds no JSON list in servers.json");
  expect(failure).not.toContain("of-somebody");
  expect((await read("operator-database-servers"))["servers.json"]).toContain("of-somebody");
  await store.derive("operator-database-servers", { "servers.json": "" });
});

test("two runs at once agree on the passwords", async () => {
  const made = { count: 0 };
  const make = () => ({ value: String((made.count += 1)) });
  const [first, second] = await Promise.all([store.ensure("raced", make), store.ensure("raced", make)]);
  expect(first).toEqual(second);
});

test("a trial's servers get an administrator each address of whom works, and modules may reach their server's pods only", async () => {
  const trial = {
    ...all,
    trialPostgresql: true,
    coreDatabase: new URL("postgresql://trial-postgresql-core.x.svc:5432/core?sslmode=disable"),
    moduleServer: new URL("postgresql://trial-postgresql-modules.x.svc:5432/postgres?sslmode=disable"),
  };
  await makeWanted(store, trial);
  const first = await read("trial-postgresql");
  expect(first).toEqual({
    password: first["password"],
    "core-url": `postgresql://postgres:${first["password"]}@trial-postgresql-core.x.svc:5432/postgres?sslmode=disable`,
    "modules-url": `postgresql://postgres:${first["password"]}@trial-postgresql-modules.x.svc:5432/postgres?sslmode=disable`,
  });
  const [server] = JSON.parse((await read("operator-database-servers"))["servers.json"] ?? "") as object[];
  expect(server).toMatchObject({ podLabels: { "app.kubernetes.io/name": "trial-postgresql-modules" } });
  await makeWanted(store, trial);
  expect(await read("trial-postgresql")).toEqual(first);
});

test("a Secret that somebody brought with a password missing is named", async () => {
  const elsewhere = createSecretStore(cluster.client, { namespace: "default", fieldManager: "somebody" });
  await elsewhere.ensure("platform-passwords", () => ({ core: "x" }));
  await expect(makeWanted(elsewhere, all)).rejects.toThrow(
    "The Secret platform-passwords exists but has no provisioner",
  );
});

test.each([
  [[], "--namespace: say which namespace"],
  [["--namespace=x", "--core-database=host:5432"], "--core-database: must be like postgresql://"],
  [["--namespace=x", "--module-server=postgresql://h:1/d?sslmode=prefer"], "sslmode is prefer: use one of disable"],
  [["--namespace=x", "--trial-postgresql"], "--trial-postgresql: needs --core-database and --module-server"],
  [["--namespace=x", "--core-secret"], "--core-secret"],
])("a command line that cannot be meant is refused: %j", async (words, says) => {
  await expect(makeSecrets({ words, env: {}, log: () => undefined })).rejects.toThrow(says);
});
