import type { ModuleInstanceStatus } from "@tochka-rosta/crds";
import { describe, expect, it } from "vitest";
import type { Deployment, Route } from "../resources.ts";
import { instance, observed, shopModule, tenant } from "../testing/observed.ts";
import { testSettings } from "../testing/settings.ts";
import type { Decision } from "./decide.ts";
import { buildHostClaim } from "./host-claim.ts";
import type { ObservedInstance } from "./observe.ts";
import { buildInstanceStatus, type StatusInput } from "./status.ts";

const settings = testSettings();
const clock = { now: () => Date.parse("2026-11-23T00:10:00Z") };
const run: Decision = {
  mode: "run",
  tenant: tenant(),
  module: shopModule,
  image: "tochka-rosta/shop:2.0",
  version: "2.0",
};
const stop: Decision = {
  mode: "stop",
  tenant: tenant(),
  module: shopModule,
  status: "inactive",
  site: "Inactive",
  reason: "SwitchedOff",
  message: "",
};
const suspended: Decision = { ...stop, status: "suspended", site: "Suspended", reason: "SuspendedForPayment" };
const overLimit: Decision = { ...stop, reason: "SubdomainLimitReached" };
const blocked = (reason: "TenantNotReady" | "HostTaken" | "ModuleNotFound"): Decision => ({
  mode: "blocked",
  reason,
  message: "",
});
const claim = buildHostClaim("shop--alpha.sites.test", instance("shop", {}, { uid: "u" }), tenant());
const route = { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: { name: "shop" } } as Route;

/** A Deployment of generation 2 as the API server has it. */
function deployment(image: string, status: NonNullable<Deployment["status"]>, replicas = 1): Deployment {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "shop", generation: 2 },
    spec: { replicas, template: { spec: { containers: [{ name: "module", image }] } } },
    status,
  };
}
const rolledOut = { observedGeneration: 2, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };

interface Situation {
  readonly decision?: Decision;
  readonly before?: ModuleInstanceStatus;
  readonly observed?: Partial<ObservedInstance>;
  readonly outcome?: Partial<StatusInput["outcome"]>;
}

function statusOf({ decision = run, before, observed: change, outcome }: Situation): ModuleInstanceStatus {
  const subject = { ...instance("shop", {}, { generation: 7 }), ...(before !== undefined && { status: before }) };
  const applied = {
    claim: undefined,
    database: undefined,
    isApplied: true,
    deployment: undefined,
    route: undefined,
    isRolloutQueued: false,
    refusal: undefined,
  };
  const input = { observed: observed({ instance: subject, ...change }), decision, settings };
  return buildInstanceStatus({ ...input, outcome: { ...applied, ...outcome } }, clock);
}

const conditionOf = (status: ModuleInstanceStatus, type: string) => {
  const found = status.conditions?.find((one) => one.type === type);
  return `${found?.status ?? "none"} ${found?.reason ?? ""}`;
};

describe("status.version is what the observed Deployment serves, never what was decided or has just been written", () => {
  it.each<[string, Situation, string | undefined]>([
    ["rolled out", { outcome: { deployment: deployment("r.example:5000/shop:2.0", rolledOut) } }, "2.0"],
    [
      "written a moment ago: its controller has not seen the generation",
      {
        before: { version: "1.0" },
        outcome: { deployment: deployment("shop:2.0", { ...rolledOut, observedGeneration: 1 }) },
      },
      "1.0",
    ],
    [
      "an image that cannot be fetched, while the old pod serves",
      { before: { version: "1.0" }, outcome: { deployment: deployment("shop:9.9.9", { ...rolledOut, replicas: 2 }) } },
      "1.0",
    ],
    [
      "the write was refused: the old Deployment serves the old version",
      { outcome: { isApplied: false, refusal: "no", deployment: deployment("shop:1.0", rolledOut) } },
      "1.0",
    ],
    [
      "nothing was applied, since the Secret could not be read",
      { before: { version: "0.9" }, outcome: { isApplied: false, deployment: deployment("shop:1.0", rolledOut) } },
      "1.0",
    ],
    [
      "two rollouts in a row: what the first one served stays",
      {
        before: { version: "1.0" },
        outcome: { deployment: deployment("shop:3.0", { ...rolledOut, updatedReplicas: 0 }) },
      },
      "1.0",
    ],
    [
      "nothing serves yet",
      { outcome: { deployment: deployment("shop:2.0", { observedGeneration: 2, replicas: 1 }) } },
      undefined,
    ],
    ["never started", {}, undefined],
    [
      "switched off: what served last",
      {
        decision: stop,
        before: { version: "1.0" },
        outcome: { deployment: deployment("shop:2.0", { observedGeneration: 2 }, 0) },
      },
      "1.0",
    ],
    [
      "a registry with a port and no tag",
      { outcome: { deployment: deployment("r.example:5000/shop", rolledOut) } },
      undefined,
    ],
  ])("%s", (_, situation, expected) => {
    expect(statusOf(situation).version).toBe(expected);
  });
});

describe("status.host and status.url are those of the claim that is ours, not of the one that is asked for", () => {
  it.each<[string, Situation, string | undefined]>([
    ["claimed in this reconcile", { outcome: { claim } }, "shop--alpha.sites.test"],
    ["claimed before", { observed: { hostClaim: { state: "ours", claim } } }, "shop--alpha.sites.test"],
    ["free, and the API server refused the claim", { outcome: { isApplied: false, refusal: "no" } }, undefined],
    ["another's", { decision: blocked("HostTaken"), observed: { hostClaim: { state: "taken" } } }, undefined],
    ["not asked for yet: the tenant is not ready", { decision: blocked("TenantNotReady") }, undefined],
    [
      "held, while something else is missing",
      { decision: blocked("ModuleNotFound"), observed: { hostClaim: { state: "ours", claim } } },
      "shop--alpha.sites.test",
    ],
  ])("%s", (_, situation, expected) => {
    const { host, url } = statusOf(situation);
    expect(host).toBe(expected);
    expect(url).toBe(expected === undefined ? undefined : `https://${expected}/`);
  });
});

describe("status.database and status.binding are what provisioning answered", () => {
  const known = { server: "main", name: "d_1" };
  it.each<[string, Situation, ModuleInstanceStatus["database"]]>([
    ["made", { outcome: { database: { state: "ready", server: "main", database: "d_1", origin: "created" } } }, known],
    [
      "failed at first",
      { outcome: { database: { state: "failed", reason: "DatabaseUnavailable", message: "" } } },
      undefined,
    ],
    [
      "failed later: it stays where it is",
      {
        before: { database: known },
        outcome: { database: { state: "failed", reason: "DatabaseUnavailable", message: "" } },
      },
      known,
    ],
    ["not read", { before: { database: known } }, known],
    ["not needed", { outcome: { database: { state: "not-needed" } } }, undefined],
  ])("%s", (_, situation, expected) => {
    const status = statusOf(situation);
    expect(status.database).toEqual(expected);
    expect(status.binding).toEqual(expected === undefined ? undefined : { name: "shop-database" });
  });
});

describe("conditions", () => {
  it.each<[string, Situation, string, string]>([
    [
      "a site that is off: its server answers",
      { decision: stop, before: { database: { server: "main", name: "d_1" } } },
      "DatabaseReady",
      "True DatabaseProvisioned",
    ],
    [
      "a site that is off: its server is unreachable",
      {
        decision: stop,
        before: { database: { server: "main", name: "d_1" } },
        observed: { isDatabaseUnreachable: true },
      },
      "DatabaseReady",
      "False DatabaseUnavailable",
    ],
    ["the route was removed", { decision: stop, observed: { route } }, "RouteProgrammed", "False RouteRemoved"],
    [
      "the API server refuses to remove the route: it still leads there",
      { decision: stop, observed: { route }, outcome: { isApplied: false, refusal: "no" } },
      "RouteProgrammed",
      "True RouteProgrammed",
    ],
    [
      "the route was made in this reconcile and not probed since",
      { observed: { isAnswering: false }, outcome: { route } },
      "Reachable",
      "False SiteNotAnswering",
    ],
    [
      "an answer of before does not outlive a failed apply",
      { observed: { isAnswering: true }, outcome: { isApplied: false } },
      "Reachable",
      "False NotProbed",
    ],
    [
      "all that was applied is what counts for the route",
      { outcome: { isApplied: false, route } },
      "RouteProgrammed",
      "False RoutePending",
    ],
    [
      "replicas of an older generation serve",
      { outcome: { deployment: deployment("shop:2.0", { ...rolledOut, observedGeneration: 1 }) } },
      "WorkloadAvailable",
      "True WorkloadAvailable",
    ],
    [
      "no replica serves",
      { outcome: { deployment: deployment("shop:2.0", { observedGeneration: 2 }) } },
      "WorkloadAvailable",
      "False WorkloadStarting",
    ],
  ])("%s", (_, situation, type, expected) => {
    expect(conditionOf(statusOf(situation), type)).toBe(expected);
  });

  it("are of the generation that was judged", () => {
    const status = statusOf({});
    expect(status.observedGeneration).toBe(7);
    expect(status.conditions?.every(({ observedGeneration }) => observedGeneration === 7)).toBe(true);
  });

  it.each<[string, Situation, string, string]>([
    ["off, and its pods are gone", { decision: stop }, "none ", "SwitchedOff"],
    [
      "off, while its pods end",
      { decision: stop, outcome: { deployment: deployment("shop:2.0", rolledOut, 0) } },
      "False SwitchedOff",
      "False",
    ],
    ["suspended", { decision: suspended }, "none ", "Suspended"],
    [
      "off because of the tariff: its owner wants it on",
      { decision: overLimit },
      "False SubdomainLimitReached",
      "False",
    ],
    [
      "off, and the API server refuses it",
      { decision: stop, outcome: { isApplied: false, refusal: "no" } },
      "False SwitchedOff",
      "False",
    ],
  ])("Ready of a site that is %s", (_, situation, expected, word) => {
    const status = statusOf(situation);
    expect([conditionOf(status, "Ready"), status.ready]).toEqual([expected, word]);
  });
});
