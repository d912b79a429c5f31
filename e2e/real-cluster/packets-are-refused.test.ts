import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fetchSite, waitFor } from "../harness/http.ts";
import { openShop } from "../harness/owner.ts";
import { systemNamespace } from "./harness/names.ts";
import { clusterPlatform } from "./harness/platform-on-cluster.ts";
import { componentLabels, listPods, moduleLabels } from "./harness/pods.ts";
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
  let namespaces: readonly string[];
  /** A tenant's pod, which its own policy holds, too. */
  let inAlpha: Probe;
  /** A pod that no policy holds: only those of whom it dials stand in its way. */
  let stranger: Probe;
  /** A pod of the platform's namespace that no policy names. */
  let newcomer: Probe;
  let forbidden: readonly ForbiddenWay[];

  beforeAll(async () => {
    const [alpha, beta] = await Promise.all([openShop(platform), openShop(platform)]);
    alphasSite = alpha.instance.url;
    const [alphas, betas] = [alpha, beta].map(({ person }) => `tenant-${person.subdomain}`);
    if (!alphas || !betas) throw new Error("Two owners have two namespaces");
    namespaces = [alphas, betas, systemNamespace];
    await platform.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: strangers } });
    [inAlpha, stranger, newcomer] = await Promise.all([
      startProbe(platform, { namespace: alphas, name: "probe" }),
      startProbe(platform, { namespace: strangers, name: "probe" }),
      startProbe(platform, { namespace: systemNamespace, name: "probe", listensOn: [8080] }),
    ]);
    const { nodeAddress, metadataAddress } = await platform.own();
    const apiServer = {
      "the API server's Service": "kubernetes.default.svc:443",
      "the API server itself": `${nodeAddress}:6443`,
    };
    const ofPlatform = {
      "the core's database": await findPart("trial-postgresql-core", 5432),
      "the platform's Redis": await findPart("trial-redis", 6379),
      "the core's API": await findPart("core", 8080),
      "the core's metrics": await findPart("core", 9090),
      "the operator's metrics": await findPart("operator", 8080),
      "the dashboard past the ingress controller": await findPart("dashboard", 8080),
      "the doorman past the ingress controller": await findPart("doorman", 8080),
      "the door's metrics": await findPart("egress", 8081),
      "a pod of the platform's namespace that no policy names": `${newcomer.address}:8080`,
    };
    forbidden = [
      ...ways("a tenant's pod", inAlpha, {
        ...ofPlatform,
        ...apiServer,
        "a neighbour's pod": await findPod(betas, moduleLabels("shop"), 8080),
        "a neighbour's Service": await findService(betas),
        "the cluster's name servers": await findPod("kube-system", "k8s-app=kube-dns", 53),
        "the node's kubelet": `${nodeAddress}:10250`,
        "the metadata address": `${metadataAddress}:80`,
      }),
      ...ways("a stranger", stranger, {
        ...ofPlatform,
        "the core's public keys": await findPart("core", 8081),
        "the door out": await findPart("egress", 8080),
        "the modules' database server": await findPart("trial-postgresql-modules", 5432),
        "a shop's pod past the ingress controller": await findPod(alphas, moduleLabels("shop"), 8080),
        "a shop's Service past the ingress controller": await findService(alphas),
      }),
      ...ways("a pod of the platform's namespace that no policy names", newcomer, apiServer),
    ];
  });
  afterAll(async () => {
    await platform.kubectl("delete", "namespace", strangers, "--wait=false");
    await Promise.all([inAlpha.remove(), newcomer.remove()]);
  });

  test("a tenant's pod reaches no neighbour, nothing of the platform but what it needs, no metadata; a stranger nothing", async () => {
    const met = await Promise.all(forbidden.map(async ({ name, from, to }) => [name, await from.dial(to)]));
    expect(Object.fromEntries(met)).toEqual(Object.fromEntries(forbidden.map(({ name }) => [name, "silent"])));
  });

  test("it reaches its database server, the core's public keys and the door out", async () => {
    const allowed = [
      await findPart("trial-postgresql-modules", 5432),
      await findPart("core", 8081),
      await findPart("egress", 8080),
    ];
    for (const target of allowed) {
      await waitFor(`${target} to be reachable`, async () => (await inAlpha.dial(target)) === "connected");
    }
  });

  test("a buyer reaches the shop through the ingress controller", async () => {
    expect((await fetchSite(alphasSite)).status).toBe(200);
  });

  test("with a policy beside the others that allows everything each of these ways is open: it was policies that closed them", async () => {
    await platform.apply(...namespaces.map(allowEverything));
    try {
      await waitForEach("connected");
    } finally {
      for (const { metadata } of namespaces.map(allowEverything)) {
        await platform.kubectl("delete", "networkpolicy", metadata.name, "--namespace", metadata.namespace);
      }
    }
    await waitForEach("silent");
  });

  const waitForEach = (outcome: "connected" | "silent") =>
    Promise.all(
      forbidden.map(({ name, from, to }) =>
        waitFor(`${outcome}: ${name}`, async () => (await from.dial(to)) === outcome, { everyMilliseconds: 500 }),
      ),
    );
});

function ways(who: string, from: Probe, targets: Readonly<Record<string, string>>): readonly ForbiddenWay[] {
  return Object.entries(targets).map(([name, to]) => ({ name: `${who} to ${name}`, from, to }));
}

/** Policies only ever add to each other. */
function allowEverything(namespace: string) {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "allow-everything", namespace },
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"], ingress: [{}], egress: [{}] },
  };
}

const findPart = (name: string, port: number) => findPod(systemNamespace, componentLabels(name), port);

/** By its address: a name would not tell whether it was DNS that refused. */
async function findPod(namespace: string, labels: string, port: number): Promise<string> {
  const [pod] = await listPods(platform, namespace, labels);
  if (!pod?.status.podIP) throw new Error(`No pod of ${namespace} with ${labels} has an address`);
  return `${pod.status.podIP}:${port}`;
}

/** By its address, too. */
async function findService(namespace: string): Promise<string> {
  const words = ["--namespace", namespace, "-o", "jsonpath={.items[0].spec.clusterIP}:{.items[0].spec.ports[0].port}"];
  return platform.kubectl("get", "services", ...words);
}
