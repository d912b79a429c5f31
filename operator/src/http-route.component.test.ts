import { tenantNamespace } from "@tochka-rosta/crds";
import { waitFor } from "@tochka-rosta/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { resources, routeResources } from "./resources.ts";
import type { Routing, RoutingKind } from "./routing.ts";
import { startTestCluster, type TestCluster } from "./testing/cluster.ts";
import { installHttpRoutes, startTestGateway } from "./testing/gateway.ts";
import {
  applyInstance,
  applyModule,
  startTestOperator,
  waitForInstance,
  waitForSwitchedOff,
} from "./testing/operator.ts";
import { liveShop, readyTenant } from "./testing/shop.ts";
import { startTestWorkloads, type TestWorkloads } from "./testing/workloads.ts";

const gateway = { namespace: "gateways", name: "sites" };
const throughGateway: Routing = { kind: "HTTPRoute", gateway };
let cluster: TestCluster;
let workloads: TestWorkloads;

beforeAll(async () => {
  cluster = await startTestCluster();
  workloads = startTestWorkloads(cluster.client);
  await applyModule(cluster.client, "shop");
});
afterAll(async () => {
  await workloads.stop();
  await cluster.stop();
});

const routeOf = (tenant: string, kind: RoutingKind) =>
  cluster.client.get(routeResources[kind], { namespace: tenantNamespace(tenant), name: "shop" });
const isGone = (tenant: string, kind: RoutingKind) =>
  waitFor(`the ${kind} to go`, async () => ((await routeOf(tenant, kind)) === undefined ? true : undefined));

it("leads hosts through Ingresses where nobody has heard of the Gateway API", async () => {
  const operator = await startTestOperator(cluster);
  const { tenant } = await liveShop(cluster.client);
  expect(await routeOf(tenant, "Ingress")).toBeDefined();
  await operator.stop();
});

it("leads hosts through a Gateway, and is green only when the Gateway has taken the route", async () => {
  await installHttpRoutes(cluster.client);
  const operator = await startTestOperator(cluster, { settings: { routing: throughGateway } });
  const door = startTestGateway(cluster.client, gateway);
  const tenant = await readyTenant(cluster.client);
  await applyInstance(cluster.client, tenant, "shop", { module: "shop" });
  const refused = await waitForInstance(cluster.client, tenant, "shop", ["Stalled", "RouteRefused"]);
  expect(refused.status?.conditions).toContainEqual(
    expect.objectContaining({
      type: "Ready",
      status: "False",
      message: expect.stringContaining("gateways/sites says NotAllowedByListeners") as string,
    }),
  );
  door.open();
  await waitForInstance(cluster.client, tenant, "shop");
  const route = await routeOf(tenant, "HTTPRoute");
  expect(route?.spec).toMatchObject({ hostnames: [`shop--${tenant}.sites.test`] });
  expect(await routeOf(tenant, "Ingress")).toBeUndefined();

  await applyInstance(cluster.client, tenant, "shop", { module: "shop", active: false });
  await waitForInstance(cluster.client, tenant, "shop", ["RouteProgrammed", "RouteRemoved"]);
  await isGone(tenant, "HTTPRoute");
  const { metadata } = await waitForSwitchedOff(cluster.client, tenant, "shop");
  await applyInstance(cluster.client, tenant, "shop", { module: "shop", active: true });
  await waitForInstance(cluster.client, tenant, "shop");
  await cluster.client.delete(resources.moduleInstance, metadata, { uid: metadata.uid ?? "" });
  await isGone(tenant, "HTTPRoute");
  await door.stop();
  await operator.stop();
});

it("changes over on a living platform, each old route going when the new one leads to the module", async () => {
  const first = await startTestOperator(cluster);
  const { tenant } = await liveShop(cluster.client);
  await first.stop();

  const second = await startTestOperator(cluster, { settings: { routing: throughGateway } });
  const door = startTestGateway(cluster.client, gateway);
  await waitForInstance(cluster.client, tenant, "shop", ["RouteProgrammed", "RouteRefused"]);
  expect(await routeOf(tenant, "Ingress")).toBeDefined();
  door.open();
  await waitForInstance(cluster.client, tenant, "shop", ["Ready", "SiteLive"]);
  await isGone(tenant, "Ingress");
  await second.stop();
  await door.stop();

  const third = await startTestOperator(cluster);
  await isGone(tenant, "HTTPRoute");
  await waitForInstance(cluster.client, tenant, "shop");
  expect(await routeOf(tenant, "Ingress")).toBeDefined();
  await third.stop();
});
