import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tenantNamespace } from "@tochka-rosta/crds";
import { matchesDesired, type KubernetesObject } from "@tochka-rosta/controller-runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { resources, routeResources } from "../resources.ts";
import { startTestCluster, type TestCluster } from "../testing/cluster.ts";
import { openTestServer, testServerSettings } from "../testing/database-server.ts";
import {
  applyInstance,
  applyModule,
  applyTenant,
  startTestOperator,
  uniqueName,
  waitForInstance,
  waitForTenant,
  type TestOperator,
} from "../testing/operator.ts";
import { testSettings } from "../testing/settings.ts";
import { liveShop, readyTenant } from "../testing/shop.ts";
import { startTestWorkloads, type TestWorkloads } from "../testing/workloads.ts";
import { startRecording } from "../testing/writes.ts";
import { runPlanCommand } from "./command.ts";

let cluster: TestCluster;
let workloads: TestWorkloads;
let operator: TestOperator | undefined;
let folder: string;
const { server } = openTestServer();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tochka-rosta-plan-"));
  const { password, ...settings } = testServerSettings();
  await writeFile(join(folder, "servers.json"), JSON.stringify([{ ...settings, password }]), { mode: 0o600 });
  cluster = await startTestCluster();
  workloads = startTestWorkloads(cluster.client);
  await startOperator();
  await applyModule(cluster.client, "shop");
});
afterAll(async () => {
  await stopOperator();
  await workloads.stop();
  await cluster.stop();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

async function startOperator(): Promise<void> {
  operator = await startTestOperator(cluster);
}

async function stopOperator(): Promise<void> {
  await operator?.stop();
  operator = undefined;
}

const instanceFile = (tenant: string, spec = "{ module: shop }") =>
  `apiVersion: tochkarosta.online/v1alpha1
kind: ModuleInstance
metadata: { name: shop, namespace: ${tenantNamespace(tenant)} }
spec: ${spec}
`;

/** Runs the command on a file and records what it asks of the API server. */
async function plan(text: string, ...more: string[]) {
  const file = join(folder, "instance.yaml");
  await writeFile(file, text);
  return runWords("-f", file, ...more);
}

async function runWords(...words: string[]) {
  startRecording(cluster);
  // By a name of its own, since the cluster's other parts go on meanwhile.
  const userAgent = `operator-plan-${uniqueName("test")}`;
  const client = await cluster.openClient(userAgent);
  const out: string[] = [];
  const complaints: string[] = [];
  const { password: _, ...settings } = testServerSettings();
  const exitCode = await runPlanCommand({
    words,
    settings: testSettings({ databaseServersFile: join(folder, "servers.json") }),
    servers: [settings],
    env: {},
    print: (line) => out.push(line),
    complain: (line) => complaints.push(line),
    client,
    probeSite: async () => true,
  });
  const own = cluster.server.requestLog.filter((request) => request.userAgent === userAgent);
  const requests = own.map(({ method, query }) => `${method}${/watch=(1|true)/.test(query) ? " watch" : ""}`);
  return { exitCode, out: out.join(""), complaints: complaints.join("\n"), requests: new Set(requests) };
}

interface PrintedPlan {
  planned: string;
  decision: string;
  note?: string;
  writes: { verb: string; subresource?: string; object: KubernetesObject & { data?: Record<string, string> } }[];
  statements: { text: string }[];
  conditions: { type: string; status: string; reason: string }[];
}

const parsed = (text: string) => parseAllDocuments(text).map((document) => document.toJS() as PrintedPlan);

describe("operator plan -f instance.yaml, while no operator runs", () => {
  it("prints what a first site takes, asks with GET only, and leaves cluster and database server as they were", async () => {
    const tenant = await readyTenant(cluster.client);
    await stopOperator();
    const { exitCode, out, requests } = await plan(instanceFile(tenant), "--output", "yaml");
    expect({ exitCode, requests }).toEqual({ exitCode: 0, requests: new Set(["GET"]) });
    const [printed] = parsed(out);
    expect(
      printed?.writes.map(({ verb, object, subresource }) =>
        [verb, object.kind, subresource].filter(Boolean).join(" "),
      ),
    ).toEqual([
      "apply ModuleInstance",
      "create HostClaim",
      "create Secret",
      "apply ServiceAccount",
      "apply ConfigMap",
      "apply Deployment",
      "apply Service",
      "apply Ingress",
      "apply ModuleInstance status",
    ]);
    expect(printed?.statements).toHaveLength(11);
    expect(printed?.note).toMatch(/^not in the cluster yet/);
    expect(printed?.conditions).toContainEqual(
      expect.objectContaining({ type: "WorkloadAvailable", status: "False", reason: "WorkloadStarting" }),
    );
    expect(
      await cluster.client.get(resources.moduleInstance, { name: "shop", namespace: tenantNamespace(tenant) }),
    ).toBeUndefined();
    const [, id] = /"d_([0-9a-f]{32})"/.exec(printed?.statements.map(({ text }) => text).join() ?? "") ?? [];
    expect(await findOnServer(id ?? "")).toEqual({ databases: 0, roles: 0 });

    // What was planned is what the operator then writes.
    await startOperator();
    await applyInstance(cluster.client, tenant, "shop", { module: "shop" });
    await waitForInstance(cluster.client, tenant, "shop");
    for (const { object, subresource } of printed?.writes ?? []) {
      if (object.kind === "Secret" || subresource === "status" || object.kind === "ModuleInstance") continue;
      const made = await readMade(object);
      expect(matchesDesired(withoutIdentities(made), withoutIdentities(object)), object.kind).toBe(true);
    }
  });

  it("prints no value of a Secret and no verifier of a password", async () => {
    const tenant = await readyTenant(cluster.client);
    const { out } = await plan(instanceFile(tenant), "--output", "yaml");
    const secret = parsed(out)[0]?.writes.find(({ object }) => object.kind === "Secret")?.object;
    expect(Object.keys(secret?.data ?? {})).toContain("password");
    expect(new Set(Object.values(secret?.data ?? {}))).toEqual(new Set(["(masked)"]));
    expect(out).toContain("PASSWORD '(verifier)'");
    expect(out).not.toContain("SCRAM-SHA-256");
  });
});

describe("operator plan", () => {
  it("of a live site: nothing to write", async () => {
    const { tenant } = await liveShop(cluster.client);
    const { out, requests } = await plan(instanceFile(tenant));
    expect(out).toMatch(
      new RegExp(`^ModuleInstance tenant-${tenant}/shop: run tochka-rosta/shop:0.1.0\n  nothing to write\n`),
    );
    expect(out).toContain("  Ready=True SiteLive: ");
    expect(out.endsWith("Nothing was written.\n")).toBe(true);
    expect(requests).not.toContain("PATCH");
  });

  it("of a switch: the way in goes, the workload stops, the data stays", async () => {
    const { tenant } = await liveShop(cluster.client);
    const { out } = await plan(instanceFile(tenant, "{ module: shop, active: false }"));
    const lines = out.split("\n");
    expect(lines[0]).toContain("stop: SwitchedOff: The owner switched the site off; everything is kept.");
    expect(lines).toContain(`  apply HostClaim shop--${tenant}.sites.test status`);
    expect(lines).toContain(`  delete Ingress tenant-${tenant}/shop`);
    expect(lines).toContain(`  apply Deployment tenant-${tenant}/shop`);
    expect(out).not.toContain("SQL");
  });

  it("of a tenant and its instance in one file: the namespace first, then the site as if it were there", async () => {
    const tenant = uniqueName("new");
    const text = `apiVersion: tochkarosta.online/v1alpha1\nkind: Tenant\nmetadata: { name: ${tenant} }\nspec: {}\n---\n${instanceFile(tenant)}`;
    const { out } = await plan(text);
    expect(out).toContain(`Tenant ${tenant}: run\n`);
    expect(out).toContain(`  apply Namespace tenant-${tenant}\n`);
    expect(out).toContain(`ModuleInstance tenant-${tenant}/shop: run tochka-rosta/shop:0.1.0\n`);
    expect(out).toContain(`  create HostClaim shop--${tenant}.sites.test\n`);
  });

  it("says what stands in the way", async () => {
    const { out } = await plan(instanceFile(uniqueName("nowhere")));
    expect(out).toMatch(/: blocked: TenantNotFound: .*\n/);
    const tenant = uniqueName("alpha");
    await applyTenant(cluster.client, tenant, { suspension: { reason: "payment" } });
    await waitForTenant(cluster.client, tenant, ["Suspended"]);
    expect((await plan(instanceFile(tenant))).out).toContain("stop: SuspendedForPayment: ");
    expect((await plan(instanceFile(tenant, "{ module: nothing }"))).out).toContain("stop: SuspendedForPayment: ");
  });

  it("refuses an instance that is being deleted", async () => {
    const { tenant, instance } = await liveShop(cluster.client);
    // Nobody finishes the deletion meanwhile: its finalizer is the operator's.
    await stopOperator();
    await cluster.client.delete(resources.moduleInstance, instance.metadata, { uid: instance.metadata.uid ?? "" });
    const { exitCode, complaints } = await plan(instanceFile(tenant));
    await startOperator();
    expect({ exitCode, complaints }).toEqual({
      exitCode: 65,
      complaints: expect.stringContaining("is being deleted") as string,
    });
  });

  it.each<[string, string, RegExp]>([
    [
      "a document of another kind",
      "apiVersion: v1\nkind: Pod\nmetadata: { name: x }\nspec: {}\n",
      /document 1: must be a Tenant, Module, ModuleInstance of .*, but is v1 Pod/,
    ],
    ["no YAML", "a: [1\n", /document 1: /],
    ["nothing to plan", "", /names nothing to plan/],
    [
      "an instance outside a tenant's namespace",
      instanceFile("x").replace("tenant-x", "default"),
      /metadata.namespace must be a tenant's/,
    ],
  ])("refuses %s, and says what to correct", async (_, text, expected) => {
    const { exitCode, complaints, out, requests } = await plan(text);
    expect(complaints).toMatch(expected);
    expect({ exitCode, out, requests: [...requests] }).toEqual({ exitCode: 65, out: "", requests: [] });
  });

  it("refuses a file that is not there, and words that it does not know", async () => {
    expect(await runWords("-f", join(folder, "missing.yaml"))).toMatchObject({
      exitCode: 65,
      complaints: expect.stringContaining("ENOENT") as string,
    });
    for (const words of [[], ["-f"], ["-f", "x", "--output", "json"], ["--wat"]]) {
      expect(await runWords(...words)).toMatchObject({
        exitCode: 64,
        complaints: expect.stringContaining("usage: operator plan -f FILE") as string,
      });
    }
  });
});

async function findOnServer(id: string): Promise<unknown> {
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  const [row] = await server.query(
    `SELECT (SELECT count(*)::int FROM pg_catalog.pg_database WHERE datname = 'd_' || $1) AS databases,
            (SELECT count(*)::int FROM pg_catalog.pg_roles WHERE rolname IN ('u_' || $1, 'o_' || $1)) AS roles`,
    [id],
  );
  return row;
}

async function readMade(object: KubernetesObject): Promise<KubernetesObject | undefined> {
  const kinds = [
    resources.hostClaim,
    resources.serviceAccount,
    resources.configMap,
    resources.deployment,
    resources.service,
    routeResources.Ingress,
  ];
  const resource = kinds.find(({ kind }) => kind === object.kind);
  return resource === undefined ? undefined : cluster.client.get<KubernetesObject>(resource, object.metadata);
}

/** The planned instance had no uid of the API server's yet. */
function withoutIdentities(value: unknown): unknown {
  const text = JSON.stringify(value).replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UID");
  return JSON.parse(
    text.replaceAll(/"tochkarosta.online\/applied-hash":"[^"]+"/g, '"tochkarosta.online/applied-hash":"HASH"'),
  );
}
