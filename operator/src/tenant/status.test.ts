import { apiVersion, labels, type Tenant } from "@tochka-rosta/crds";
import { describe, expect, it } from "vitest";
import type { Namespace } from "../resources.ts";
import { testSettings } from "../testing/settings.ts";
import { planTenant } from "./plan.ts";
import { buildTenantStatus } from "./status.ts";

const tenant: Tenant = { apiVersion, kind: "Tenant", metadata: { name: "alpha", uid: "uid", generation: 3 }, spec: {} };
const namespace = (metadata: object): Namespace => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "tenant-alpha", ...metadata },
});
const ours = { labels: { [labels.tenantUid]: "uid" } };
const plan = (found?: Namespace) =>
  planTenant(
    { tenant, namespace: found, namesakes: [], instances: [], registry: undefined, needsNameServers: true },
    testSettings(),
    [],
  );

describe("a tenant's status", () => {
  const clock = { now: () => Date.parse("2026-11-23T00:00:00Z") };
  const status = (stagesApplied: number, refusal?: string, of: Tenant = tenant) =>
    Object.fromEntries(
      (
        buildTenantStatus(
          {
            tenant: of,
            namespace: undefined,
            namesakes: [],
            instances: [],
            registry: undefined,
            needsNameServers: true,
          },
          plan(),
          { stagesApplied, isTerminating: false, refusal },
          clock,
        ).conditions ?? []
      ).map(({ type, status: value, reason }) => [type, `${value} ${reason}`]),
    );

  it("is green only when all is in place", () => {
    expect(status(3)).toMatchObject({
      Ready: "True TenantProvisioned",
      Progressing: "False Settled",
      Stalled: "False NothingInTheWay",
    });
    expect(status(1)).toMatchObject({
      NamespaceReady: "True NamespaceActive",
      QuotaApplied: "False LimitsPending",
      Ready: "False LimitsPending",
    });
    expect(status(0)).toMatchObject({ NamespaceReady: "False NamespaceCreating", Ready: "False NamespaceCreating" });
    expect(status(1, "exceeded")).toMatchObject({ QuotaApplied: "False ApiRefused", Ready: "False ApiRefused" });
  });

  it("names a namespace only once it is this tenant's", () => {
    const named = (found: Namespace | undefined, stagesApplied: number) =>
      buildTenantStatus(
        { tenant, namespace: found, namesakes: [], instances: [], registry: undefined, needsNameServers: true },
        plan(found),
        { stagesApplied, isTerminating: false, refusal: undefined },
        clock,
      ).namespace;
    expect(named(undefined, 0)).toBeUndefined();
    expect(named(undefined, 1)).toBe("tenant-alpha");
    expect(named(namespace(ours), 0)).toBe("tenant-alpha");
    expect(named(namespace({ labels: { [labels.tenantUid]: "other" } }), 0)).toBeUndefined();
  });

  it("says what the API server answered of a namespace that somebody deleted meanwhile", () => {
    const outcome = { stagesApplied: 0, isTerminating: true, refusal: undefined };
    const observed = {
      tenant,
      namespace: namespace(ours),
      namesakes: [],
      instances: [],
      registry: undefined,
      needsNameServers: true,
    };
    const { conditions } = buildTenantStatus(observed, plan(namespace(ours)), outcome, clock);
    expect(conditions?.find(({ type }) => type === "NamespaceReady")).toMatchObject({
      status: "False",
      reason: "NamespaceTerminating",
    });
  });

  it.each([
    ["payment", "SuspendedForPayment"],
    ["admin", "SuspendedByAdmin"],
    ["abuse", "SuspendedForAbuse"],
    ["trialEnded", "TrialEnded"],
  ] as const)("suspended because of %s it is neither ready nor unready", (reason, expected) => {
    const suspended = { ...tenant, spec: { suspension: { reason } } };
    const conditions = status(3, undefined, suspended);
    expect(conditions).toMatchObject({ NamespaceReady: "True NamespaceActive", Suspended: `True ${expected}` });
    expect(conditions).not.toHaveProperty("Ready");
    expect(status(1, undefined, suspended)).toMatchObject({ Ready: "False LimitsPending" });
  });
});
