import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createAuthority } from "../cluster/src/own/pki.ts";
import { fetchSite, reachSitesThrough, waitFor } from "../harness/http.ts";
import { callTool } from "@tochka-rosta/testing";
import { activate, expectStatus, registerOwner, waitUntilLive, type Instance } from "../harness/owner.ts";
import { addProduct, enterAdmin, listProducts, orderProduct } from "../harness/shop.ts";
import { createIngressAgent } from "../real-cluster/harness/ingress-agent.ts";
import { chartFolder } from "../real-cluster/harness/install-chart.ts";
import { dashboardHost, dashboardUrl, siteDomain } from "../real-cluster/harness/names.ts";
import { clusterPlatform } from "../real-cluster/harness/platform-on-cluster.ts";
import { startDebianPostgres, type DebianPostgres } from "../setup/debian-postgres.ts";
import {
  bringReadyMadeDatabases,
  listServers,
  readyMadeCoreDatabase,
  setReadyMadePasswords,
} from "./ready-made-databases.ts";
import { walkGuide, type Reader } from "./walk-guide.ts";

// One reader walks through all guides in turn, with one owner whose shop has to survive them. PostgreSQL is Debian's 15: an external
// server with its own pg_dump, a certificate of a private authority, and no ear for whoever does not encrypt. It is installed with an
// administrator, and backed up and restored with ready-made databases, which ask more of the reader.
const platform = clusterPlatform();
const given = inject("guides");
const phone = "+79990001122";

describe.skipIf(given === null)("the guides, walked through as they are written", () => {
  let folder = "";
  let postgres: DebianPostgres;
  let reader: Reader;
  let shop: Awaited<ReturnType<typeof openShopWithGoods>>;
  let late: Awaited<ReturnType<typeof registerOwner>>;
  let newcomer: Awaited<ReturnType<typeof registerOwner>>;

  beforeAll(async () => {
    if (given === null) return;
    folder = await mkdtemp(join(tmpdir(), "tochka-rosta-guides-"));
    postgres = await startDebianPostgres(given.hostAddress);
    const { kubeconfigPath, ingress } = platform.addresses;
    reader = {
      environment: {
        PATH: `${await layOutTools(folder)}:${postgres.programs}:${process.env["PATH"] ?? ""}`,
        HOME: folder,
        KUBECONFIG: kubeconfigPath,
        WORK: join(folder, "work"),
        CHART: chartFolder,
        SITES_DOMAIN: siteDomain,
        DASHBOARD_ORIGIN: dashboardUrl,
        ...(await bringDashboardCertificate()),
        INGRESS_CLASS: ingress.className,
        INGRESS_NAMESPACE: ingress.namespace,
        INGRESS_SERVICE: `http://traefik.${ingress.namespace}.svc:80`,
        PGHOST: postgres.host,
        PGPORT: String(postgres.port),
        PGUSER: postgres.user,
        PGPASSWORD: postgres.password,
        PGSSLMODE: "verify-full",
        PGSSLROOTCERT: postgres.authorityFile,
        CORE_DATABASE: "core",
        SMS_URL: given.sms.url,
        SMS_SECRET: given.sms.secret,
        FOUNDER_PHONE: phone,
        FOUNDER_PASSWORD: "пароль-Основателя-1",
      },
    };
  });

  afterAll(async () => {
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test("install: an owner registers and sells", async () => {
    const earlier = { environment: { ...reader.environment, CHART: await packEarlierChart(folder) } };
    expect(await walkGuide("install", earlier)).toContain("This person is a founder now");
    // Over TLS that is checked, as every request here: the controller's own certificate is for the sites only.
    expect((await fetchSite(dashboardUrl)).status).toBe(200);
    shop = await openShopWithGoods();
    // The server takes nobody who does not encrypt; this is the shop's connection, which was used just now.
    expect(await postgres.query(encryptedUsers)).toContain("u_");
    expect((await orderProduct(shop.url, shop.product)).status).toBe(201);
  });

  test("upgrade: the shop goes on selling, and a database server that somebody added is still there", async () => {
    await addServer("second");
    await walkGuide("upgrade", reader);
    expect((await listServers(platform, chartsServers)).map(({ name }) => name)).toEqual(["main", "second"]);
    expect((await orderProduct(shop.url, shop.product)).status).toBe(201);
  });

  test("back up: a core's database by another name is not left out in silence", async () => {
    await bringReadyMadeDatabases(platform, postgres, join(folder, "work/values.yaml"));
    await walkGuide("upgrade", reader, "2. Upgrade");
    late = await registerOwner(platform);
    const mistake = walkGuide("backup-and-restore", reader, "Back up");
    await expect(mistake).rejects.toThrow("CORE_DATABASE is 'core', and there is no such database here");
    reader = { environment: { ...reader.environment, CORE_DATABASE: readyMadeCoreDatabase } };
    await walkGuide("backup-and-restore", reader, "Back up");
  });

  test("restore: a lost database server comes back with all goods and orders", async () => {
    newcomer = await registerOwner(platform);
    await waitUntilLive(late.api, (await activate(late.api)).id, 120);
    await platform.kubectl("wait", "--for=condition=Ready", `tenant/${newcomer.person.subdomain}`, "--timeout=60s");
    await postgres.loseEverything();
    await walkGuide("backup-and-restore", reader, "Restore the database server");
    await setReadyMadePasswords(platform, postgres);
    await walkGuide("backup-and-restore", reader, "Let the platform go on");
    // Two of ten were sold before the backup: what is back is the data, not just a shop.
    const [product] = await waitFor("the shop to answer", () => listProducts(shop.url).catch(() => undefined), {
      timeoutSeconds: 60,
    });
    expect(product).toMatchObject({ name: shop.product.name, stock_quantity: 8 });
    expect((await orderProduct(shop.url, shop.product)).status).toBe(201);
    // The core came back as well: the session that was opened before still counts.
    await waitFor(
      "the core behind the ingress controller",
      async () => (await shop.api.get("/api/auth/me")).status === 200,
    );
  });

  test("what came after the backup: a module is its owner's again, with its site and its database", async () => {
    const { api, person } = late;
    const listed = await walkGuide("backup-and-restore", reader, "What came after the backup");
    expect(listed).toMatch(
      new RegExp(`tenants that came after the backup:\n${newcomer.person.subdomain} +[0-9a-f-]+\n`),
    );
    expect(listed).toMatch(
      new RegExp(`instances that came after the backup:\ntenant-${person.subdomain} +shop +[0-9a-f-]+\n`),
    );
    expect(listed).not.toContain(shop.subdomain);
    const uid = await readUid(person.subdomain);
    const { id } = await activate(api);
    await waitFor("the core to say that the name is taken", async () => {
      const { body } = await api.get<Instance>(`/api/modules/instances/${id}`);
      return body.steps.some(({ reason }) => reason === "NameTaken");
    });
    await walkGuide("backup-and-restore", reader, "Modules that were activated since");
    const instance = await waitUntilLive(api, id, 120);
    expect(await readUid(person.subdomain)).toBe(uid);
    await waitFor("the shop's new tables", async () => (await listProducts(instance.url)).length === 0);
    const product = await addProduct(await enterAdmin(api, instance), "Соты", "700", 3);
    expect((await orderProduct(instance.url, product)).status).toBe(201);
  });

  test("what came after the backup: whoever registered since can do so again", async () => {
    const { api, person } = newcomer;
    const isAvailable = async () => {
      const url = `/api/tenants/subdomain-check?name=${person.subdomain}`;
      return (await expectStatus(api.get<{ available: boolean }>(url), 200)).body.available;
    };
    expect(await isAvailable()).toBe(false);
    await platform.kubectl("delete", "tenant", person.subdomain);
    await waitFor("the subdomain to be free", isAvailable);
    await registerOwner(platform, "base", person);
  });

  test("uninstall: sites go on without the platform, and a new installation goes on with them", async () => {
    await walkGuide("uninstall", reader, "Take the programs away, keep the tenants");
    expect((await orderProduct(shop.url, shop.product)).status).toBe(201);
    await walkGuide("uninstall", reader, "Install again");
    expect((await orderProduct(shop.url, shop.product)).status).toBe(201);
  });

  test("uninstall: the end of the tenants leaves nothing in the cluster and the data retired", async () => {
    await walkGuide("uninstall", reader, "End the tenants too");
    const namespaces = await platform.kubectl("get", "namespaces", "--output", "name");
    expect(namespaces).not.toMatch(/tenant-|tochka-rosta-system/);
    expect(await platform.kubectl("get", "crds", "--output", "name")).not.toContain("tochkarosta.online");
    const retired = await postgres.query(
      "SELECT count(*) FROM pg_database WHERE NOT datallowconn AND shobj_description(oid, 'pg_database') LIKE '%retiredAt%'",
    );
    expect(retired).toBe("2");
  });

  /** By hand, as the guide to alerts tells. */
  async function addServer(name: string) {
    const servers = await listServers(platform, chartsServers);
    const text = JSON.stringify([...servers, { ...servers[0], name }]);
    await platform.kubectl(
      ...["patch", "secret", chartsServers, "--namespace", "tochka-rosta-system"],
      ...["--patch", JSON.stringify({ stringData: { "servers.json": text } })],
    );
  }

  /** A certificate for the dashboard's host and nothing else; the tests believe its authority from now on. */
  async function bringDashboardCertificate() {
    const authority = await createAuthority("the authority of the dashboard's certificate");
    const pair = await authority.issue({ commonName: dashboardHost, names: { dns: [dashboardHost] } });
    const { ingress, authority: sitesAuthority } = platform.addresses;
    reachSitesThrough(createIngressAgent({ ingress, authority: sitesAuthority + authority.certificate }));
    const files = { DASHBOARD_CERTIFICATE: join(folder, "app.crt"), DASHBOARD_KEY: join(folder, "app.key") };
    await writeFile(files.DASHBOARD_CERTIFICATE, pair.certificate);
    await writeFile(files.DASHBOARD_KEY, pair.privateKey);
    return files;
  }

  function readUid(subdomain: string): Promise<string> {
    const namespace = `tenant-${subdomain}`;
    return platform.kubectl(
      "get",
      "moduleinstance",
      "shop",
      "--namespace",
      namespace,
      "--output",
      "jsonpath={.metadata.uid}",
    );
  }

  async function openShopWithGoods() {
    const { api, person } = await registerOwner(platform);
    const instance = await waitUntilLive(api, (await activate(api)).id, 120);
    const owner = await enterAdmin(api, instance);
    return {
      api,
      subdomain: person.subdomain,
      url: instance.url,
      product: await addProduct(owner, "Мёд липовый", "450", 10),
    };
  }
});

/** The Secret in which the chart keeps the operator's list of servers. */
const chartsServers = "operator-database-servers";
const encryptedUsers = "SELECT string_agg(usename, ' ') FROM pg_stat_activity JOIN pg_stat_ssl USING (pid) WHERE ssl";

/** Today's chart by an earlier number: what the guide tells must be known to it. Upgrades from the first release are tried elsewhere. */
async function packEarlierChart(folder: string): Promise<string> {
  await callTool(platform.addresses.helm, ["package", chartFolder, "--version", "0.1.9", "--destination", folder]);
  return join(folder, "tochka-rosta-0.1.9.tgz");
}

/** The two tools under the names that guides call them by. */
async function layOutTools(folder: string): Promise<string> {
  const programs = join(folder, "bin");
  await mkdir(programs);
  const { kubectl, helm } = platform.addresses;
  await symlink(kubectl, join(programs, "kubectl"));
  await symlink(helm, join(programs, "helm"));
  return programs;
}
