import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countLines, isLease, isWrite, normalise } from "../harness/call-ledger.ts";
import { listUnexplainedLines, readGoldenLines, updateGoldenFile } from "../harness/golden-file.ts";
import { Cluster, conditionOf, paths } from "../harness/cluster.ts";
import { waitFor, waitForStatus } from "../harness/http.ts";
import { activate, expectStatus, openShop, registerOwner, waitForInstance, waitUntilLive } from "../harness/owner.ts";
import { makeDataDirectory, startPlatformProcess } from "../harness/platform.ts";
import type { PlatformProcess } from "../harness/platform.ts";
import { logStatements, readStatements } from "../harness/statement-log.ts";
import { connectPlatform } from "../harness/test-platform.ts";
import type { LoggedRequest, LocalPlatform } from "../harness/test-platform.ts";

const golden = (name: string) => join(import.meta.dirname, "golden", name);
const quietSeconds = 60;
const data = await makeDataDirectory();
let running: PlatformProcess;
let platform: LocalPlatform;
let cluster: Cluster;
let requests: readonly LoggedRequest[];

beforeAll(async () => {
  running = await startPlatformProcess(data.path);
  platform = connectPlatform(running.addresses);
  cluster = await Cluster.connect(platform.kubeconfigPath);
  // A server's first instance also prepares the server itself, which is counted nowhere.
  await waitForEvents((await openShop(platform)).person.subdomain);
  await logStatements(platform);
  requests = await platform.requestsDuring(async () => {
    const { api, person } = await registerOwner(platform);
    const { id } = await activate(api);
    await waitForStatus((await waitUntilLive(api, id)).url, 200);
    await waitForEvents(person.subdomain);
  });
});
afterAll(async () => {
  await cluster.close();
  await running.stop();
  await data.remove();
});

/** Events are written in the background, one after the other: waits for those that the golden file counts. */
async function waitForEvents(tenant: string): Promise<void> {
  await waitFor(`the events of ${tenant}`, async () => {
    const ofShop = await cluster.list(paths.events(`tenant-${tenant}`));
    const inDefault = await cluster.list(paths.events("default"));
    return ofShop.length >= 3 && inDefault.some(({ regarding }) => regarding?.name === tenant);
  });
}

/** A shop that was switched off has ended, and everybody has written so: the site's status last, its event behind it. */
async function waitUntilOff(tenant: string, host: string): Promise<void> {
  const namespace = `tenant-${tenant}`;
  await waitFor(`the shop of ${tenant} to have ended`, async () => {
    const instance = await cluster.get(paths.moduleInstance(tenant, "shop"));
    const isOff = conditionOf(instance, "RouteProgrammed")?.reason === "RouteRemoved";
    return isOff && conditionOf(instance, "Progressing")?.status === "False";
  });
  await waitFor(
    `the pods of ${tenant} to be gone`,
    async () => (await cluster.list(paths.pods(namespace))).length === 0,
  );
  await waitFor(`the Deployment of ${tenant} to say so`, async () => {
    const [deployment] = await cluster.list(paths.deployments(namespace));
    return deployment?.spec?.["replicas"] === 0 && (deployment.status?.["replicas"] ?? 0) === 0;
  });
  await waitFor("the doorman to be told", async () => {
    return (await cluster.get(paths.hostClaim(host)))?.status?.["site"] === "Inactive";
  });
  await waitFor(`${tenant} to count no module`, async () => {
    return (await cluster.get(paths.tenant(tenant)))?.status?.["activeModules"] === 0;
  });
  await waitFor("the event of it", async () => {
    return (await cluster.list(paths.events(namespace))).length >= 4;
  });
}

// Machinery that stands in for Kubernetes itself here writes as well; it is no part of what we cost a cluster.
const standIn = "tochka-rosta-local";

async function expectGolden(name: string, lines: readonly string[]): Promise<void> {
  if (process.env["UPDATE_GOLDEN"]) await updateGoldenFile(golden(name), lines);
  expect(lines).toEqual(await readGoldenLines(golden(name)));
  expect(await listUnexplainedLines(golden(name))).toEqual([]);
}

test("every write to the API for a tenant's first module is one that we know the reason of", async () => {
  const writes = requests.filter(
    (request) => isWrite(request) && !isLease(request) && request.fieldManager !== standIn,
  );
  const statuses = writes.filter(({ path }) => path.endsWith("/status"));
  const others = writes.filter(({ path }) => !path.endsWith("/status"));
  await expectGolden("activation-writes.txt", countLines(others.map(describe)));
  // How many steps a status tells of depends on how fast they follow each other; how many it may tell of does not.
  expect(statuses.length).toBeLessThanOrEqual(14);
});

test("every SQL statement of the operator for a tenant's first module is one that we know the reason of", async () => {
  // The probes of servers go on under a name of their own, every ten seconds, whoever activates what.
  const statements = await readStatements(platform, "tr_provisioner", "tochka-rosta-operator");
  await expectGolden("activation-statements.txt", countLines(statements.map(normalise)));
});

test(
  "in a quiet minute nothing is written but Lease renewals, whatever is switched on and off",
  { timeout: 200_000 },
  async () => {
    const { api, person, instance } = await openShop(platform);
    await expectStatus(api.post(`/api/modules/instances/${instance.id}/deactivate`), 202);
    await waitForInstance(api, instance.id, "inactive");
    await waitUntilOff(person.subdomain, new URL(instance.url).hostname);
    const quiet = await platform.requestsDuring(() => sleep(quietSeconds * 1000));
    expect(countLines(quiet.filter((request) => isWrite(request) && !isLease(request)).map(describe))).toEqual([]);
    expect(quiet.filter(isLease).length).toBeGreaterThan(0);
  },
);

function describe({ method, path, fieldManager }: LoggedRequest): string {
  return normalise(`${fieldManager.replace("tochka-rosta-", "") || "unnamed"}: ${method} ${path}`);
}
