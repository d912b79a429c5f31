// `npm run bench:neighbour`: what one owner notices while another does their worst, on a platform of its own. Prints figures, asserts
// nothing. All share this machine's cores and nothing bounds a module's CPU here, as it is bounded in a cluster.
import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { buildAll } from "@tochka-rosta/build";
import { attacks, type Attacker } from "../bench/attacks.ts";
import { formatTable } from "../bench/figures.ts";
import { watchAddresses, type Caller, type Figures } from "../bench/load.ts";
import { Cluster, paths } from "../harness/cluster.ts";
import { openShop } from "../harness/owner.ts";
import { makeDataDirectory, startPlatformProcess } from "../harness/platform.ts";
import { addProduct, enterAdmin } from "../harness/shop.ts";
import { connectPlatform, type LocalPlatform } from "../harness/test-platform.ts";

const goods = 10_000;
const neighbour: Caller = { localAddress: "127.0.0.3" };

async function openAttacker(platform: LocalPlatform): Promise<Attacker> {
  const { api, person, instance } = await openShop(platform);
  const owner = await enterAdmin(api, instance);
  await addProduct(owner, "Ваза", "100", 10);
  const cluster = await Cluster.connect(platform.kubeconfigPath);
  const object = await cluster.get(paths.moduleInstance(person.subdomain, "shop"));
  const { name } = (object?.["status"] as { database: { name: string } }).database;
  await cluster.close();
  const picturePath = await fill(await platform.postgresUrl(name));
  return {
    ...{
      api,
      instanceId: instance.id,
      dashboardUrl: platform.dashboardUrl,
      shopUrl: new URL(instance.url).origin,
      picturePath,
    },
    caller: { localAddress: "127.0.0.2" },
  };
}

/** Goods and a picture larger than any that a shop stores, put straight into the shop's database. @returns the picture's path */
async function fill(databaseUrl: string): Promise<string> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(
      `WITH stored AS (INSERT INTO stored_picture (id, width, height, created_at) VALUES (gen_random_uuid(), 1600, 1600, now()) RETURNING id)
       INSERT INTO stored_picture_variant (picture_id, name, bytes)
       SELECT id, '1600.jpeg', decode('ffd8ff' || repeat('ab', 2000000), 'hex') FROM stored RETURNING picture_id AS id`,
    );
    await client.query(
      `INSERT INTO product (title, description, price_kopecks, stock_quantity, status, picture_id)
       SELECT 'Ваза ' || n, repeat('Глина, глазурь и время. ', 10), 10000 + n, n % 7, 'published', NULL FROM generate_series(1, $1::int) AS n`,
      [goods],
    );
    return `/pictures/${rows[0]?.id}/1600.jpeg`;
  } finally {
    await client.end();
  }
}

/** The worst of all addresses, beside what it was while all was quiet. */
function describe(
  name: string,
  quiet: Readonly<Record<string, Figures>>,
  loud: Readonly<Record<string, Figures>>,
  said: string,
) {
  return Object.entries(loud).map(([address, { p50, p99, requests, failures }], index) => [
    index === 0 ? `${name} (${said})` : "",
    address,
    `${p50.toFixed(0)} ms`,
    `${p99.toFixed(0)} ms`,
    `${(p99 / (quiet[address]?.p99 ?? Number.NaN)).toFixed(1)}`,
    `${failures} of ${requests}`,
  ]);
}

async function measure(platform: LocalPlatform): Promise<string> {
  const attacker = await openAttacker(platform);
  const { api, instance } = await openShop(platform);
  const addresses = {
    tariffs: new URL("/api/billing/tariffs", platform.dashboardUrl).href,
    "their own site's state": new URL(`/api/modules/instances/${instance.id}`, platform.dashboardUrl).href,
    "their own shop": new URL("/", instance.url).href,
  };
  const caller = { ...neighbour, cookie: api.cookies.header() };
  await watchAddresses(addresses, caller, sleep(3000)); // Programs are warm after that.
  const quiet = await watchAddresses(addresses, caller, sleep(12_000));
  const rows = describe("quiet", quiet, quiet, "nobody else");
  for (const attack of attacks) {
    const running = attack.run(attacker);
    const figures = await watchAddresses(addresses, caller, running);
    rows.push(...describe(attack.name, quiet, figures, await running));
    console.log(`${attack.name}: ${await running}`);
    await sleep(5000); // What an attack left behind is not the next one's.
  }
  return formatTable(["while another", "a neighbour's", "p50", "p99", "× quiet p99", "failed"], rows);
}

await buildAll();
const data = await makeDataDirectory();
const running = await startPlatformProcess(data.path);
try {
  const table = await measure(connectPlatform(running.addresses));
  console.log(`\n${cpus().length} cores, Node ${process.versions.node}\n\n${table}`);
} finally {
  await running.stop();
  await data.remove();
}
