import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Cluster, paths } from "../harness/cluster.ts";
import { openShop } from "../harness/owner.ts";
import { sharedPlatform } from "../harness/shared-platform.ts";
import { addProduct, enterAdmin } from "../harness/shop.ts";

interface Binding {
  readonly host: string;
  readonly port: string;
  readonly username: string;
  readonly password: string;
  readonly database: string;
}

const platform = sharedPlatform();
let alice: Binding;
let bob: Binding;

beforeAll(async () => {
  const cluster = await Cluster.connect(platform.kubeconfigPath);
  const [hers, his] = await Promise.all([openShop(platform), openShop(platform)]);
  await addProduct(await enterAdmin(hers.api, hers.instance), "Секрет Алисы", "10", 1);
  alice = await readBinding(cluster, hers.person.subdomain);
  bob = await readBinding(cluster, his.person.subdomain);
  await cluster.close();
});

const open: pg.Client[] = [];
afterAll(() => Promise.all(open.map((client) => client.end())));

test("bob's role cannot connect to alice's database, the core's or the server's own", async () => {
  for (const database of [alice.database, "core", "postgres", "template1"]) {
    await expect(connect({ ...bob, database }), database).rejects.toMatchObject({ code: "42501" });
  }
});

test("bob's password does not open alice's role", async () => {
  await expect(connect({ ...alice, password: bob.password })).rejects.toMatchObject({ code: "28P01" });
});

test("inside bob's own database there is no way to become, or to grant, more", async () => {
  const client = await connect(bob);
  const refused = [
    `SET ROLE "${alice.username}"`,
    "SET ROLE tr_provisioner",
    "CREATE DATABASE more",
    "CREATE ROLE more",
    `ALTER ROLE "${bob.username}" SUPERUSER`,
    `ALTER DATABASE "${bob.database}" OWNER TO "${bob.username}"`,
    `COMMENT ON DATABASE "${bob.database}" IS 'mine'`,
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT * FROM pg_authid",
    "COPY (SELECT 1) TO PROGRAM 'true'",
  ];
  for (const statement of refused)
    await expect(client.query(statement), statement).rejects.toThrow(/permission denied|must be/i);
  // A grant by somebody who may not give it is only a warning in SQL; what counts is that nobody got in.
  await client.query(`GRANT CONNECT ON DATABASE "${bob.database}" TO PUBLIC`).catch(() => undefined);
  await expect(connect({ ...alice, database: bob.database })).rejects.toMatchObject({ code: "42501" });
});

test("neither database's name, role or password tells whose it is", () => {
  for (const { username, database } of [alice, bob]) expect(`${username} ${database}`).not.toMatch(/t\d{9}/);
  expect(alice.password).not.toBe(bob.password);
});

async function readBinding(cluster: Cluster, tenant: string): Promise<Binding> {
  const secret = await cluster.get(paths.secret(`tenant-${tenant}`, "shop-database"));
  const read = (key: keyof Binding) => Buffer.from(secret?.data?.[key] ?? "", "base64").toString();
  return {
    host: read("host"),
    port: read("port"),
    username: read("username"),
    password: read("password"),
    database: read("database"),
  };
}

async function connect({ host, port, username, password, database }: Binding): Promise<pg.Client> {
  const client = new pg.Client({ host, port: Number(port), user: username, password, database });
  await client.connect();
  open.push(client);
  return client;
}
