import { afterAll, beforeAll, expect, test } from "vitest";
import { Cluster, paths } from "../harness/cluster.ts";
import type { ClusterObject } from "../harness/cluster.ts";
import { isConnectionAllowed, mayAskForNames } from "../harness/network-policies.ts";
import type { Endpoint, NetworkPolicy } from "../harness/network-policies.ts";
import { openShop } from "../harness/owner.ts";
import { sharedPlatform } from "../harness/shared-platform.ts";

const platform = sharedPlatform();
let cluster: Cluster;
let policies: readonly NetworkPolicy[];
let alpha: Endpoint;
let beta: Endpoint;
let system: readonly Endpoint[];

beforeAll(async () => {
  const owners = await Promise.all([openShop(platform), openShop(platform)]);
  cluster = await Cluster.connect(platform.kubeconfigPath);
  const namespaces = owners.map(({ person }) => `tenant-${person.subdomain}`);
  policies = (
    await Promise.all(namespaces.map((name) => cluster.list(paths.networkPolicies(name))))
  ).flat() as unknown as NetworkPolicy[];
  const [ofAlpha, ofBeta] = await Promise.all(namespaces.map(readEndpoints));
  alpha = expectOne(ofAlpha);
  beta = expectOne(ofBeta);
  system = await readEndpoints("tochka-rosta-system");
});
afterAll(() => cluster.close());

const everyPort = [80, 443, 5432, 6379, 8080, 8443, 10250, 65_535].map((number) => ({ number }));

test("no pod of one tenant can open a connection to a pod of another, on any port, either way", () => {
  for (const port of everyPort) {
    expect(isConnectionAllowed(policies, alpha, beta, port), `alpha to beta:${port.number}`).toBe(false);
    expect(isConnectionAllowed(policies, beta, alpha, port), `beta to alpha:${port.number}`).toBe(false);
  }
});

test("a pod that only claims the other tenant's labels in its own namespace gets no further", () => {
  const impostor = { ...alpha, podLabels: beta.podLabels };
  for (const port of everyPort) expect(isConnectionAllowed(policies, impostor, beta, port)).toBe(false);
});

test("a stranger's namespace on the same cluster reaches no tenant", () => {
  const stranger: Endpoint = {
    namespace: "default",
    namespaceLabels: { "kubernetes.io/metadata.name": "default" },
    podLabels: {},
  };
  for (const port of everyPort) expect(isConnectionAllowed(policies, stranger, alpha, port)).toBe(false);
});

test("tenants have both a default deny in and a default deny out", () => {
  for (const namespace of [alpha.namespace, beta.namespace]) {
    const denies = policies.filter(
      ({ metadata, spec }) =>
        metadata.namespace === namespace && !spec.podSelector?.matchLabels && !spec.podSelector?.matchExpressions,
    );
    expect(denies.flatMap(({ spec }) => spec.policyTypes ?? [])).toEqual(expect.arrayContaining(["Ingress", "Egress"]));
  }
});

test("the core, which is no module's business, cannot be reached by name of its database from a tenant", () => {
  expect(system.length).toBeGreaterThan(0);
  for (const endpoint of system.filter(({ podLabels }) => podLabels["app.kubernetes.io/name"] === "operator")) {
    for (const port of everyPort) expect(isConnectionAllowed(policies, alpha, endpoint, port)).toBe(false);
  }
});

test("a pod that has a door out asks no name server, and one that has none finds its database by asking", async () => {
  for (const { namespace, ...endpoint } of [alpha, beta]) {
    const deployments = await cluster.list(paths.deployments(namespace));
    const pods = JSON.stringify(deployments.map(({ spec }) => spec));
    const hasDoor = pods.includes('"EGRESS_URL"');
    expect(pods.includes('"dnsPolicy":"None"'), namespace).toBe(hasDoor);
    expect(mayAskForNames(policies, { namespace, ...endpoint }), namespace).toBe(!hasDoor);
  }
});

test("each site's pod runs as an account of its own, with which it may do nothing", async () => {
  const pods = (await Promise.all([alpha, beta].map(({ namespace }) => cluster.list(paths.pods(namespace))))).flat();
  const accounts = pods.map(({ metadata, spec }) => `${metadata.namespace} ${String(spec?.["serviceAccountName"])}`);
  expect(accounts).toEqual([`${alpha.namespace} module-shop`, `${beta.namespace} module-shop`]);
  expect(pods.every(({ spec }) => spec?.["automountServiceAccountToken"] === false)).toBe(true);
});

async function readEndpoints(namespace: string): Promise<readonly Endpoint[]> {
  const labels = (await cluster.get(paths.namespace(namespace)))?.metadata.labels ?? {};
  const pods = await cluster.list(paths.pods(namespace));
  return pods.map(({ metadata }: ClusterObject) => ({
    namespace,
    namespaceLabels: labels,
    podLabels: metadata.labels ?? {},
  }));
}

function expectOne(endpoints: readonly Endpoint[] | undefined): Endpoint {
  const [first] = endpoints ?? [];
  if (!first) throw new Error("A tenant with an open shop has no pod");
  return first;
}
