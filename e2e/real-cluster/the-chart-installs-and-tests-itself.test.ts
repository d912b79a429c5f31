import { expect, test } from "vitest";
import { waitFor } from "../harness/http.ts";
import { chartFolder } from "./harness/install-chart.ts";
import { release, systemNamespace } from "./harness/names.ts";
import { clusterPlatform } from "./harness/platform-on-cluster.ts";

const platform = clusterPlatform();
const inNamespace = ["--namespace", systemNamespace];

test("helm install has brought every Deployment up", async () => {
  const status = JSON.parse(await platform.helm("status", release, ...inNamespace, "--output", "json")) as Status;
  expect(status.info.status).toBe("deployed");
  const deployments = await readItems<Deployment>("deployments");
  expect(deployments.map(({ metadata }) => metadata.name)).toEqual(
    expect.arrayContaining(["core", "dashboard", "doorman", "operator"]),
  );
  // Helm waited for them already; a pod may miss one probe at the moment of a single look.
  await waitFor("every Deployment to have all its replicas", async () => {
    const found = await readItems<Deployment>("deployments");
    return found.every(({ spec, status: now }) => now?.availableReplicas === spec.replicas);
  });
});

test("helm test passes", async () => {
  const output = await platform.helm("test", release, ...inNamespace, "--timeout", "5m");
  expect(output).toMatch(/Phase:\s+Succeeded/);
});

// What is not in the API server's schema is a typo that it would otherwise drop in silence.
test.each([
  ["as installed here", []],
  ["with Gateway API", ["routing.kind=HTTPRoute", "routing.gateway.name=traefik", "routing.gateway.namespace=traefik"]],
  [
    "on nodes of one's own, with a controller and resolvers that are no pods",
    [
      ...["nodeSelector.pool=platform", "tolerations[0].key=platform", "tolerations[0].operator=Exists"],
      ...["modules.nodeSelector.pool=tenants", "modules.imagePullSecret.existingSecret=registry-access"],
      ...["routing.controllerCidrs={10.0.0.0/24}", "networkPolicy.dns.cidrs={169.254.20.10/32}"],
      "tls.clusterIssuer=letsencrypt",
    ],
  ],
  ["with one replica each", ["core.replicas=1", "operator.replicas=1", "doorman.replicas=1", "dashboard.replicas=1"]],
])("every manifest is accepted under strict field validation, %s", async (_, settings) => {
  // What `helm test` leaves is a pod, which nothing may change; Helm recreates it, too.
  await platform.kubectl("delete", "pod", "test", ...inNamespace, "--ignore-not-found");
  const changes = settings.flatMap((setting) => ["--set", setting]);
  const values = ["--values", platform.addresses.valuesFile, ...changes];
  const manifests = await platform.helm("template", release, chartFolder, ...inNamespace, ...values);
  expect(manifests.match(/^kind: /gm)?.length).toBeGreaterThan(40);
  const answer = await platform.tryKubectl(["apply", "--dry-run=server", "--validate=strict", "-f", "-"], manifests);
  expect(answer.output).not.toMatch(/error|unknown field/i);
  expect(answer.exitCode).toBe(0);
});

test("a misspelt field would have been refused", async () => {
  const misspelt = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "typo", namespace: "default" }, dada: {} };
  const words = ["apply", "--dry-run=server", "--validate=strict", "-f", "-"];
  const answer = await platform.tryKubectl(words, JSON.stringify(misspelt));
  expect(answer.exitCode).toBe(1);
  expect(answer.output).toContain('unknown field "dada"');
});

interface Status {
  readonly info: { readonly status: string };
}

interface Deployment {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly replicas: number };
  readonly status?: { readonly availableReplicas?: number };
}

async function readItems<Item>(kind: string): Promise<readonly Item[]> {
  return (JSON.parse(await platform.kubectl("get", kind, ...inNamespace, "-o", "json")) as { items: Item[] }).items;
}
