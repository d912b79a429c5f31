import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openShop } from "../harness/owner.ts";
import { systemNamespace } from "./harness/names.ts";
import { clusterPlatform } from "./harness/platform-on-cluster.ts";
import { stolenTokenAttempts } from "./harness/stolen-token-attempts.ts";

const platform = clusterPlatform();
const operator = `system:serviceaccount:${systemNamespace}:tochka-rosta-operator`;
/** Somebody else's namespace that happens to be called like a tenant's. */
const foreign = "tenant-portal";
const asOperator = ["--as", operator];
const dryRun = "--dry-run=server";

describe("admission policies know a tenant's namespace by its mark and not by its name", () => {
  let own: string;

  beforeAll(async () => {
    const { person } = await openShop(platform);
    own = `tenant-${person.subdomain}`;
    await platform.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: foreign } });
  });
  afterAll(() => platform.kubectl("delete", "namespace", foreign, "--wait=false"));

  test("in a stranger's namespace of such a name people make Ingresses as they like", async () => {
    expect((await tryApply(buildIngress(foreign))).output).toContain("created");
  });

  test("in a tenant's nobody makes one, not even an administrator", async () => {
    await expectRefusal(tryApply(buildIngress(own)), "hosts of tenants are given out by the operator");
  });

  test("the operator binds its role in a tenant's namespace, and not in the stranger's", async () => {
    const words = (namespace: string) => [...asOperator, "--namespace", namespace];
    expect((await tryApply(buildBinding(own), words(own))).exitCode).toBe(0);
    await expectRefusal(
      tryApply(buildBinding(foreign), words(foreign)),
      "the operator binds roles in namespaces of tenants only",
    );
  });

  test("it may delete a tenant's namespace, and not the stranger's", async () => {
    const remove = (name: string) => platform.tryKubectl(["delete", "namespace", name, dryRun, ...asOperator]);
    expect((await remove(own)).exitCode).toBe(0);
    await expectRefusal(remove(foreign), "a namespace that was not made for a tenant is never taken over, nor deleted");
  });

  test("it may not mark the stranger's namespace as a tenant's, nor take a tenant's mark away", async () => {
    const label = (name: string, change: string | null) =>
      patch("namespace", name, { metadata: { labels: { "tochkarosta.online/tenant-uid": change } } }, asOperator);
    await expectRefusal(label(foreign, "7f9c"), "a namespace that was not made for a tenant is never taken over");
    await expectRefusal(label(own, null), "a tenant's namespace bears its tenant's uid");
  });

  test.each(stolenTokenAttempts)(
    "whoever holds the operator's token is refused: $what",
    async ({ object, message }) => {
      const words = [...asOperator, ...(object.kind === "Namespace" ? [] : ["--namespace", own])];
      await expectRefusal(tryApply(object, words), message);
    },
  );

  test("nor does that token make a tenant's namespace privileged", async () => {
    const privileged = { metadata: { labels: { "pod-security.kubernetes.io/enforce": "privileged" } } };
    await expectRefusal(patch("namespace", own, privileged, asOperator), "held to the restricted profile");
  });

  test("nor changes what an owner ordered", async () => {
    const words = ["--namespace", own, ...asOperator];
    await expectRefusal(
      patch("moduleinstance", "shop", { spec: { active: false } }, words),
      "the operator changes nothing of",
    );
  });

  test("nobody makes a tenant of somebody else's name, nor a site under an address of the platform's own", async () => {
    const apiVersion = "tochkarosta.online/v1alpha1";
    const tenant = (name: string) => tryApply({ apiVersion, kind: "Tenant", metadata: { name }, spec: {} });
    await expectRefusal(tenant("sber8ank-online"), "take this name for somebody else's");
    expect((await tenant("nalogoved")).output).toContain("created");
    const spec = { module: "shop", hostPrefix: "admin" };
    const site = { apiVersion, kind: "ModuleInstance", metadata: { name: "one", namespace: own }, spec };
    await expectRefusal(tryApply(site), "the platform's own addresses");
  });

  test("a controller may put its finalizer on a tenant's Ingress, and changes neither host nor what others read from it", async () => {
    const onShop = (change: object) => patch("ingress", "shop", change, ["--namespace", own]);
    expect((await onShop({ metadata: { finalizers: ["ingress.k8s.aws/resources"] } })).exitCode).toBe(0);
    const alias = { "nginx.ingress.kubernetes.io/server-alias": "elsewhere.sites.test" };
    const refusal = "hosts of tenants are given out by the operator";
    await expectRefusal(onShop({ metadata: { annotations: alias } }), refusal);
    await expectRefusal(onShop({ spec: { rules: [{ host: "elsewhere.sites.test" }] } }), refusal);
  });
});

/** Nothing is stored: admission judges a dry run as it does the real thing. */
function tryApply(object: object, words: readonly string[] = []) {
  return platform.tryKubectl(["create", "-f", "-", dryRun, "--validate=false", ...words], JSON.stringify(object));
}

function patch(kind: string, name: string, change: object, words: readonly string[]) {
  return platform.tryKubectl(["patch", kind, name, "--type=merge", "-p", JSON.stringify(change), dryRun, ...words]);
}

async function expectRefusal(answer: ReturnType<typeof platform.tryKubectl>, message: string): Promise<void> {
  const { exitCode, output } = await answer;
  expect(output).toContain(message);
  expect(exitCode).not.toBe(0);
}

function buildIngress(namespace: string): object {
  const backend = { service: { name: "portal", port: { number: 80 } } };
  const rules = [{ host: "portal.example", http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }];
  const metadata = { name: "portal", namespace };
  return { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata, spec: { rules } };
}

function buildBinding(namespace: string): object {
  const apiGroup = "rbac.authorization.k8s.io";
  return {
    apiVersion: `${apiGroup}/v1`,
    kind: "RoleBinding",
    metadata: { name: "once-more", namespace },
    roleRef: { apiGroup, kind: "ClusterRole", name: "tochka-rosta-operator-tenant" },
    subjects: [{ kind: "ServiceAccount", name: "tochka-rosta-operator", namespace: systemNamespace }],
  };
}
