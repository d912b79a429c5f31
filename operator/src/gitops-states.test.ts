import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { conditionReasons, unobserved, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import { format, resolveConfig } from "prettier";
import { expect, test } from "vitest";
import { condition } from "./condition.ts";
import { buildDeletingStatus as buildDeletingInstance } from "./module-instance/cleanup.ts";
import type { StatusInput } from "./module-instance/status.ts";
import { buildInstanceStatus } from "./module-instance/status.ts";
import { buildDeletingStatus as buildDeletingTenant } from "./tenant/cleanup.ts";
import { planTenant } from "./tenant/plan.ts";
import { buildTenantStatus } from "./tenant/status.ts";
import type { Decision } from "./module-instance/decide.ts";
import type { Deployment, Namespace, Route } from "./resources.ts";
import * as samples from "./testing/observed.ts";
import { testSettings } from "./testing/settings.ts";

/** What GitOps tools make of an object. The programs themselves judge it in e2e/gitops, from the file that this test holds. */
interface Evaluated {
  readonly state: string;
  readonly kstatus: "Current" | "InProgress" | "Failed" | "Terminating";
  readonly argo: "Healthy" | "Progressing" | "Degraded" | "Suspended";
  readonly object: Tenant | ModuleInstance;
}

const goldenFile = join(import.meta.dirname, "..", "golden", "gitops-states.json");
const settings = testSettings();
const clock = { now: () => Date.parse("2026-11-30T00:00:00Z") };
const generation = 2;

function tenantWhere({
  spec = {},
  found,
  stagesApplied = 3,
}: {
  spec?: Tenant["spec"];
  found?: Namespace;
  stagesApplied?: number;
}): Tenant {
  const tenant = samples.tenant({ spec, metadata: { generation } });
  const observed = {
    tenant,
    namespace: found,
    namesakes: [],
    instances: [],
    registry: undefined,
    needsNameServers: true,
  };
  const plan = planTenant(observed, settings, []);
  const outcome = { stagesApplied, isTerminating: false, refusal: undefined };
  return {
    ...tenant,
    status: buildTenantStatus({ ...observed, tenant: { ...tenant, status: {} } }, plan, outcome, clock),
  };
}

const run: Decision = {
  ...{
    mode: "run",
    tenant: samples.tenant(),
    module: samples.shopModule,
    image: "tochka-rosta/shop:2.0",
    version: "2.0",
  },
};
const stop: Decision = {
  ...{
    mode: "stop",
    tenant: samples.tenant(),
    module: samples.shopModule,
    message: conditionReasons.SwitchedOff.message,
  },
  ...{ status: "inactive", site: "Inactive", reason: "SwitchedOff" },
};

function deployment(status: NonNullable<Deployment["status"]>): Deployment {
  const containers = [{ name: "module", image: "tochka-rosta/shop:2.0" }];
  const metadata = { name: "shop", generation };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: { replicas: 1, template: { spec: { containers } } },
    status,
  };
}
const serves = { observedGeneration: generation, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
const route = {
  ...{ apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: { name: "shop" } },
  status: { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } },
} as Route;
const live = {
  isApplied: true,
  database: { state: "ready", server: "main", database: "d_1", origin: "kept" },
  deployment: deployment(serves),
  route,
} as const;

function instanceWhere(
  decision: Decision,
  outcome: Partial<StatusInput["outcome"]> = {},
  observed: Parameters<typeof samples.observed>[0] = {},
): ModuleInstance {
  const instance = samples.instance("shop", {}, { generation });
  const nothing = {
    claim: undefined,
    database: undefined,
    deployment: undefined,
    route: undefined,
    isRolloutQueued: false,
    refusal: undefined,
  };
  const input = {
    observed: samples.observed({ instance, ...observed }),
    outcome: { ...nothing, isApplied: true, ...outcome },
  };
  return { ...instance, status: buildInstanceStatus({ ...input, decision, settings }, clock) };
}

function deleting<T extends Tenant | ModuleInstance>(object: T): T {
  return { ...object, metadata: { ...object.metadata, deletionTimestamp: "2026-11-30T00:00:00Z" } };
}

const newTenant: Tenant = { ...samples.tenant({ metadata: { generation: 1 } }), status: unobserved };
const newInstance: ModuleInstance = { ...samples.instance("shop", {}, { generation: 1 }), status: unobserved };
const readyTenant = tenantWhere({});
const liveSite = instanceWhere(run, live, { isAnswering: true });
const anothers = { metadata: { name: "tenant-alpha" } } as Namespace;
const suspension = { suspension: { reason: "payment" } } as const;

/** Every state that an object of ours can be in. */
const states: readonly Evaluated[] = [
  { state: "a new tenant", kstatus: "InProgress", argo: "Progressing", object: newTenant },
  {
    state: "a tenant that is being made",
    kstatus: "InProgress",
    argo: "Progressing",
    object: tenantWhere({ stagesApplied: 1 }),
  },
  { state: "a ready tenant", kstatus: "Current", argo: "Healthy", object: readyTenant },
  {
    ...{ state: "a ready tenant whose spec has just changed", kstatus: "InProgress", argo: "Progressing" },
    object: { ...readyTenant, metadata: { ...readyTenant.metadata, generation: generation + 1 } },
  },
  {
    state: "a tenant whose namespace is another's",
    kstatus: "Failed",
    argo: "Degraded",
    object: tenantWhere({ found: anothers }),
  },
  { state: "a suspended tenant", kstatus: "Current", argo: "Suspended", object: tenantWhere({ spec: suspension }) },
  {
    ...{ state: "a suspended tenant that lacks its limits", kstatus: "InProgress", argo: "Progressing" },
    object: tenantWhere({ spec: suspension, stagesApplied: 1 }),
  },
  {
    ...{ state: "a tenant that is being deleted", kstatus: "Terminating", argo: "Progressing" },
    object: deleting({ ...readyTenant, status: buildDeletingTenant(readyTenant, [], clock) }),
  },
  { state: "a new site", kstatus: "InProgress", argo: "Progressing", object: newInstance },
  {
    ...{ state: "a site whose pod starts", kstatus: "InProgress", argo: "Progressing" },
    object: instanceWhere(run, { ...live, deployment: deployment({ observedGeneration: generation }) }),
  },
  { state: "a live site", kstatus: "Current", argo: "Healthy", object: liveSite },
  {
    ...{ state: "a live site whose next version starts", kstatus: "Current", argo: "Healthy" },
    object: instanceWhere(run, { ...live, deployment: deployment({ ...serves, replicas: 2 }) }, { isAnswering: true }),
  },
  {
    ...{ state: "a site whose image cannot be fetched", kstatus: "Failed", argo: "Degraded" },
    object: instanceWhere(
      run,
      { ...live, deployment: deployment({ observedGeneration: generation }) },
      { podProblem: condition(false, "ImagePullFailed") },
    ),
  },
  {
    ...{ state: "a site whose database server does not answer", kstatus: "InProgress", argo: "Progressing" },
    object: instanceWhere(run, {
      ...live,
      database: {
        state: "failed",
        reason: "DatabaseUnavailable",
        message: conditionReasons.DatabaseUnavailable.message,
      },
    }),
  },
  {
    ...{ state: "a site that is being switched off", kstatus: "InProgress", argo: "Progressing" },
    object: instanceWhere(stop, { deployment: deployment(serves) }),
  },
  { state: "a site that is off", kstatus: "Current", argo: "Suspended", object: instanceWhere(stop) },
  {
    ...{ state: "a suspended site", kstatus: "Current", argo: "Suspended" },
    object: instanceWhere({
      ...stop,
      status: "suspended",
      site: "Suspended",
      reason: "SuspendedForPayment",
      message: conditionReasons.SuspendedForPayment.message,
    }),
  },
  {
    ...{ state: "a site for which the tariff has no room", kstatus: "Failed", argo: "Degraded" },
    object: instanceWhere({
      ...stop,
      reason: "SubdomainLimitReached",
      message: conditionReasons.SubdomainLimitReached.message,
    }),
  },
  {
    ...{ state: "a site whose host is another's", kstatus: "Failed", argo: "Degraded" },
    object: instanceWhere({ mode: "blocked", reason: "HostTaken", message: conditionReasons.HostTaken.message }),
  },
  {
    ...{ state: "a site that is being deleted", kstatus: "Terminating", argo: "Progressing" },
    object: deleting({ ...liveSite, status: buildDeletingInstance(liveSite, [], clock) }),
  },
];

test("what GitOps tools are given to judge is what the operator writes in every state", async () => {
  const options = { ...(await resolveConfig(goldenFile)), parser: "json" } as const;
  const text = await format(JSON.stringify(states), options);
  if (process.env["UPDATE_GOLDEN"] !== undefined) await writeFile(goldenFile, text);
  expect(await readFile(goldenFile, "utf8"), "UPDATE_GOLDEN=1 writes it again").toBe(text);
});
