import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fetchSite, waitFor } from "../harness/http.ts";
import { openShop } from "../harness/owner.ts";
import { upgradeChart } from "./harness/install-chart.ts";
import { systemNamespace } from "./harness/names.ts";
import { clusterPlatform } from "./harness/platform-on-cluster.ts";
import { startProbe } from "./harness/probe.ts";
import type { Probe } from "./harness/probe.ts";

const platform = clusterPlatform();
const strangers = "strangers";

/** A way that nobody may take: who dials whom. */
interface ForbiddenWay {
  readonly name: string;
  readonly from: Probe;
  readonly to: string;
}

describe.skipIf(!platform.isOwn)("packets between tenants and platform (needs a cluster of our own)", () => {
  let alphasSite: string;
  let inAlpha: Probe;
  let stranger: Probe;
  let forbidden: readonly ForbiddenWay[];

  beforeAll(async () => {
    const [alpha, beta] = await Promise.all([openShop(platform), openShop(platform)]);
    alphasSite = alpha.instance.url;
    const [alphas, betas] = [alpha, beta].map(({ person }) => `tenant-${person.subdomain}`);
    if (!alphas || !betas) throw new Error("Two owners have two namespaces");
    await platform.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: strangers } });
    inAlpha = await startProbe(platform, { namespace: alphas, name: "probe" });
    stranger = await startProbe(platform, { namespace: strangers, name: "probe" });
    const { nodeAddress, metadataAddress } = await platform.own();
    const ways = (from: Probe, targets: Readonly<Record<string, string>>) =>
      Object.entries(targets).map(([name, to]) => ({ name, from, to }));
    forbidden = [
      ...ways(inAlpha, {
        "a neighbour's pod": await findPod(betas, "tochkarosta.online/module=shop", 8080),
        "a neighbour's Service": await findService(betas),
        "the API server's Service": "kubernetes.default.svc:443",
        "the API server itself": `${nodeAddress}:6443`,
        "the node's kubelet": `${nodeAddress}:10250`,
        "the core's database": `trial-postgresql-core.${systemNamespace}.svc:5432`,
        "the platform's Redis": `trial-redis.${systemNamespace}.svc:6379`,
        "the core's API": await findPod(systemNamespace, "app.kubernetes.io/name=core", 8080),
        "the operator's metrics": await findPod(systemNamespace, "app.kubernetes.io/name=operator", 8080),
        "the metadata address": `${metadataAddress}:80`,
      }),
      ...ways(stranger, {
        "a shop's pod past the ingress controller": await findPod(alphas, "tochkarosta.online/module=shop", 8080),
        "a shop's Service past the ingress controller": await findService(alphas),
      }),
    ];
  });
  afterAll(async () => {
    await platform.kubectl("delete", "namespace", strangers, "--wait=false");
    await inAlpha.remove();
  });

  test("a tenant's pod reaches no neighbour, no API server, no database but its own and no metadata; a stranger no shop", async () => {
    const met = await Promise.all(forbidden.map(async ({ name, from, to }) => [name, await from.dial(to)]));
    expect(Object.fromEntries(met)).toEqual(Object.fromEntries(forbidden.map(({ name }) => [name, "silent"])));
  });

  test("it reaches its database server, the core's public keys and, for their names, DNS", async () => {
    const allowed = [`trial-postgresql-modules.${systemNamespace}.svc:5432`, `core.${systemNamespace}.svc:8081`];
    for (const target of allowed) {
      await waitFor(`${target} to be reachable`, async () => (await inAlpha.dial(target)) === "connected");
    }
  });

  test("a buyer reaches the shop through the ingress controller", async () => {
    expect((await fetchSite(alphasSite)).status).toBe(200);
  });

  test("with the policies taken away each of these ways is open, so it was the policies that closed them", async () => {
    // The operator would put its policies back at once.
    await platform.kubectl("scale", "deployment/operator", "--replicas=0", "--namespace", systemNamespace);
    await platform.kubectl("rollout", "status", "deployment/operator", "--namespace", systemNamespace);
    try {
      await waitFor("no operator to be left", async () => {
        const words = ["pods", "--namespace", systemNamespace, "-l", "app.kubernetes.io/name=operator", "-o", "name"];
        return !(await platform.kubectl("get", ...words)).includes("pod/");
      });
      await platform.kubectl("delete", "networkpolicies", "--all", "--all-namespaces");
      // Its pods are gone with the operator; what they closed is proved by the other ways.
      for (const { name, from, to } of forbidden.filter((way) => !way.name.includes("operator"))) {
        await waitFor(`${name} to be reachable`, async () => (await from.dial(to)) === "connected", {
          timeoutSeconds: 30,
        });
      }
    } finally {
      await upgradeChart(platform.addresses);
      await platform.kubectl("scale", "deployment/operator", "--replicas=2", "--namespace", systemNamespace);
      await platform.kubectl("rollout", "status", "deployment/operator", "--namespace", systemNamespace);
    }
    for (const { name, from, to } of forbidden.filter((way) => !way.name.includes("operator"))) {
      await waitFor(`${name} to be closed again`, async () => (await from.dial(to)) === "silent", {
        timeoutSeconds: 60,
      });
    }
  });
});

async function findPod(namespace: string, labels: string, port: number): Promise<string> {
  const words = ["--namespace", namespace, "-l", labels, "-o", "jsonpath={.items[0].status.podIP}"];
  return `${await platform.kubectl("get", "pods", ...words)}:${port}`;
}

/** By its address: a name would not tell whether it was DNS that refused. */
async function findService(namespace: string): Promise<string> {
  const words = ["--namespace", namespace, "-o", "jsonpath={.items[0].spec.clusterIP}:{.items[0].spec.ports[0].port}"];
  return platform.kubectl("get", "services", ...words);
}
