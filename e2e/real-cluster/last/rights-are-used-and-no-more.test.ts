import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { waitFor, waitForStatus } from "../../harness/http.ts";
import { activate, expectStatus, openShop, waitForInstance, waitUntilLive } from "../../harness/owner.ts";
import { readAuditLog } from "../harness/audit-log.ts";
import type { AuditedRequest } from "../harness/audit-log.ts";
import { describeRight, listGrantedRights } from "../harness/granted-rights.ts";
import { upgradeChart } from "../harness/install-chart.ts";
import { systemNamespace } from "../harness/names.ts";
import { clusterPlatform } from "../harness/platform-on-cluster.ts";
import { switchOffOthers } from "../harness/switch-off.ts";
import { queryDatabase } from "../harness/trial-database.ts";

const platform = clusterPlatform();
const userOf = (account: string) => `system:serviceaccount:${systemNamespace}:${account}`;

/** Rights that no request of their own name can show, and what shows them. */
const impliedRights = [
  // Checked when a RoleBinding is made, which the operator does for every tenant.
  "bind rbac.authorization.k8s.io/clusterroles",
  // Asked for by the admission plugin OwnerReferencesPermissionEnforcement, which some distributions switch on.
  "update tochkarosta.online/moduleinstances/finalizers",
  "update tochkarosta.online/tenants/finalizers",
  // Tells a change from a refusal after a finalizer's patch failed, which happens by chance only.
  "get tochkarosta.online/tenants",
];

// Before the tests of all rights: "delete httproutes" is used here.
describe.skipIf(!platform.isOwn)("what the operator may do about routes (needs a cluster of our own)", () => {
  let shop: Awaited<ReturnType<typeof openShop>>;
  let routes: (kind: "ingresses" | "httproutes") => Promise<string>;

  beforeAll(async () => {
    shop = await openShop(platform);
    await switchOffOthers(platform, shop.person.subdomain);
    routes = (kind) => platform.kubectl("get", kind, "--namespace", `tenant-${shop.person.subdomain}`, "-o", "name");
  });
  // What comes after begins as everything else did, where a test has failed, too.
  let isBack = true;
  afterAll(() => (isBack ? undefined : upgradeChart(platform.addresses)));

  test("with routing.kind=HTTPRoute it leads sites through the Gateway, and uses every right that it has for that", async () => {
    const gateway = ["name=traefik", "namespace=traefik", "sectionName=websecure"];
    const settings = ["routing.kind=HTTPRoute", ...gateway.map((setting) => `routing.gateway.${setting}`)];
    isBack = false;
    await upgradeChart(platform.addresses, settings);
    await waitFor("the Ingress to be gone", async () => (await routes("ingresses")) === "", { timeoutSeconds: 120 });
    expect(await routes("httproutes")).toBe("httproute.gateway.networking.k8s.io/shop");
    await waitForStatus(shop.instance.url, 200);
    await waitForStatus(platform.dashboardUrl, 200);
    await deactivate(shop);
    await waitFor("the HTTPRoute to be gone", async () => (await routes("httproutes")) === "");
    await waitUntilLive(shop.api, (await activate(shop.api)).id);

    const rights = (await listGrantedRights(platform, "tochka-rosta-operator")).filter(isAboutRoutes);
    expect(rights.filter((right) => right.includes("httproutes")).length).toBeGreaterThan(3);
    const used = await listUsedRights("tochka-rosta-operator");
    expect(rights.filter((right) => !used.has(right))).toEqual([]);
  });

  test("back with Ingress it takes the HTTPRoutes away", async () => {
    await upgradeChart(platform.addresses);
    isBack = true;
    await waitFor("the HTTPRoute to be gone", async () => (await routes("httproutes")) === "", { timeoutSeconds: 120 });
    expect(await routes("ingresses")).toBe("ingress.networking.k8s.io/shop");
    await waitForStatus(shop.instance.url, 200);
    await waitForStatus(platform.dashboardUrl, 200);
  });
});

describe.skipIf(!platform.isOwn)("what operator and core may do (needs a cluster of our own)", () => {
  beforeAll(async () => {
    const shop = await openShop(platform);
    const { api, person } = shop;
    await deactivate(shop);
    await breakSecret(`tenant-${person.subdomain}`);
    await waitUntilLive(api, (await activate(api)).id);
    await deleteRows(person.subdomain);
    await deleteByKubectl();
  });

  test.each(["tochka-rosta-operator", "tochka-rosta-core", "tochka-rosta-doorman"])(
    "%s has used every right that it has",
    async (account) => {
      const granted = await listGrantedRights(platform, account);
      expect(granted.length).toBeGreaterThan(1);
      const used = await listUsedRights(account);
      expect(granted.filter((right) => !used.has(right) && !impliedRights.includes(right))).toEqual([]);
    },
  );

  test("nothing of ours was refused anything", async () => {
    const { auditLogPath } = await platform.own();
    // What a test tries in the name of an account is a person's request.
    const isOurs = ({ user }: { user: string }) => user.startsWith(userOf("tochka-rosta-"));
    const requests = await readAuditLog(auditLogPath, userOf("tochka-rosta-"), isOurs);
    const allowed = new Set(requests.filter(({ status }) => status < 400).map(describeRequest));
    // The API server hears of a new RoleBinding some moments after it was made; until then it refuses what it will allow.
    const refused = requests.filter((request) => request.status === 403 && !allowed.has(describeRequest(request)));
    expect(refused.map(describeRequest)).toEqual([]);
  });

  test.each(["default", "kube-system", systemNamespace])("no Secret of %s can be read by them", async (namespace) => {
    for (const account of ["tochka-rosta-operator", "tochka-rosta-core"]) {
      for (const verb of ["get", "list", "watch"]) {
        const words = ["auth", "can-i", verb, "secrets", "--namespace", namespace, "--as", userOf(account)];
        expect((await platform.tryKubectl(words)).output.trim().split("\n").at(-1), `${account} ${verb}`).toBe("no");
      }
    }
    const words = ["get", "secrets", "--namespace", namespace, "--as", userOf("tochka-rosta-operator")];
    expect((await platform.tryKubectl(words)).output).toContain("Forbidden");
  });
});

describe("the restricted level of Pod Security", () => {
  test("is enforced in the platform's namespace and in a tenant's: a privileged pod is refused", async () => {
    const { person } = await openShop(platform);
    for (const namespace of [systemNamespace, `tenant-${person.subdomain}`]) {
      const { exitCode, output } = await platform.tryKubectl(["apply", "-f", "-"], buildPrivilegedPod(namespace));
      expect(exitCode).toBe(1);
      expect(output).toContain('violates PodSecurity "restricted');
    }
    const control = await platform.tryKubectl(["apply", "--dry-run=server", "-f", "-"], buildPrivilegedPod("default"));
    expect(control.output).toContain("pod/privileged created");
  });
});

function describeRequest({ user, verb, resource, namespace }: AuditedRequest): string {
  return `${user} ${verb} ${resource} ${namespace}`;
}

/** Verbs that the API server answered with success; a patch that created something needed the right to create. */
async function listUsedRights(account: string): Promise<ReadonlySet<string>> {
  const { auditLogPath } = await platform.own();
  const requests = await readAuditLog(auditLogPath, `"${userOf(account)}"`, ({ status }) => status < 400);
  return new Set(
    requests.flatMap(({ verb, group, resource, status }) => [
      describeRight(verb, group, resource),
      ...(verb === "patch" && status === 201 ? [describeRight("create", group, resource)] : []),
    ]),
  );
}

async function deactivate({ api, instance }: Awaited<ReturnType<typeof openShop>>): Promise<void> {
  await expectStatus(api.post(`/api/modules/instances/${instance.id}/deactivate`), 202);
  await waitForInstance(api, instance.id, "inactive");
}

const isAboutRoutes = (right: string) => /\/(ingresses|httproutes)$/.test(right);

/** The core takes the objects of deleted rows out of the cluster. */
async function deleteRows(subdomain: string): Promise<void> {
  const instances = "DELETE FROM module_instances USING tenants WHERE tenant_id = tenants.id AND subdomain = $1";
  await queryDatabase(platform, "core", instances, [subdomain]);
  await waitUntilGone("moduleinstance/shop", `tenant-${subdomain}`);
  await queryDatabase(platform, "core", "DELETE FROM tenants WHERE subdomain = $1", [subdomain]);
  await waitUntilGone(`tenant/${subdomain}`);
}

/** A tenant that somebody else applied and deletes again, data included. */
async function deleteByKubectl(): Promise<void> {
  const apiVersion = "tochkarosta.online/v1alpha1";
  const name = "deleted-by-kubectl";
  await platform.apply({ apiVersion, kind: "Tenant", metadata: { name }, spec: { tariff: "base" } });
  await platform.kubectl("wait", "--for=condition=Ready", `tenant/${name}`, "--timeout=60s");
  const metadata = { name: "shop", namespace: `tenant-${name}` };
  await leaveSecret(metadata.namespace);
  const spec = { module: "shop", database: { reclaimPolicy: "Delete" } };
  await platform.apply({ apiVersion, kind: "ModuleInstance", metadata, spec });
  await platform.kubectl("wait", "--for=condition=Ready", "mi/shop", "-n", metadata.namespace, "--timeout=90s");
  await platform.kubectl("delete", "tenant", name, "--wait=false");
  await waitUntilGone(`tenant/${name}`);
}

/** Somebody writes into a shop's Secret; the operator puts it right when it looks at it next. */
async function breakSecret(namespace: string): Promise<void> {
  const change = JSON.stringify({ stringData: { host: "elsewhere.example" } });
  await platform.kubectl("patch", "secret", "shop-database", "--namespace", namespace, "--type=merge", "-p", change);
}

/** A Secret of the name that the shop's will have, but somebody else's: the operator takes it away before it makes its own. */
async function leaveSecret(namespace: string): Promise<void> {
  const owner = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "earlier", namespace } };
  await platform.apply(owner);
  const uid = await platform.kubectl("get", "configmap", "earlier", "-n", namespace, "-o", "jsonpath={.metadata.uid}");
  const ownerReferences = [{ apiVersion: "v1", kind: "ConfigMap", name: "earlier", uid, controller: true }];
  const metadata = { name: "shop-database", namespace, ownerReferences };
  await platform.apply({ apiVersion: "v1", kind: "Secret", metadata });
}

async function waitUntilGone(object: string, namespace = "default"): Promise<void> {
  await waitFor(
    `${object} to be gone`,
    async () => (await platform.kubectl("get", object, "--namespace", namespace, "--ignore-not-found")) === "",
    { timeoutSeconds: 120, everyMilliseconds: 500 },
  );
}

function buildPrivilegedPod(namespace: string): string {
  const containers = [{ name: "root", image: "none", securityContext: { privileged: true } }];
  const metadata = { name: "privileged", namespace };
  return JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata, spec: { containers } });
}
