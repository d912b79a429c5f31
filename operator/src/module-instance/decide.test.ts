import { describe, expect, it } from "vitest";
import { createdAt, instance, observed, shopModule, tenant } from "../testing/observed.ts";
import { testSettings } from "../testing/settings.ts";
import { decide } from "./decide.ts";
import type { ObservedInstance } from "./observe.ts";

const running = {
  deployment: { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "shop" }, spec: { replicas: 1 } },
};
const suspended = tenant({ spec: { suspension: { reason: "payment" } } });
const older = instance("older", {}, { creationTimestamp: "2026-11-22T00:00:00Z" });

describe("deciding about an instance", () => {
  it.each<[string, ObservedInstance, Record<string, unknown>]>([
    ["all is well: run", observed(), { mode: "run", image: "tochka-rosta/shop:0.1.0" }],
    [
      "a pinned version",
      observed({ instance: instance("shop", { version: "0.0.9" }) }),
      { image: "tochka-rosta/shop:0.0.9" },
    ],
    ["no tenant", observed({ tenant: undefined }), { mode: "blocked", reason: "TenantNotFound" }],
    [
      "tenant on its way out",
      observed({ tenant: tenant({ metadata: { deletionTimestamp: createdAt } }) }),
      { mode: "blocked", reason: "TenantDeleting" },
    ],
    [
      "tenant not ready yet",
      observed({ tenant: tenant({ status: {} }) }),
      { mode: "blocked", reason: "TenantNotReady" },
    ],
    [
      "suspended before the tenant was ever ready",
      observed({ tenant: tenant({ spec: { suspension: { reason: "payment" } }, status: {} }) }),
      { mode: "stop", status: "suspended", reason: "SuspendedForPayment", site: "Suspended" },
    ],
    [
      "switched off while the tenant is not ready",
      observed({ tenant: tenant({ status: {} }), instance: instance("shop", { active: false }) }),
      { mode: "stop", status: "inactive", reason: "SwitchedOff" },
    ],
    [
      "the dashboard's host, the tenant suspended: no claim is laid to it",
      observed({ host: "app.example.com", tenant: suspended }),
      { mode: "blocked", reason: "HostReserved" },
    ],
    ["the host is another's", observed({ hostClaim: { state: "taken" } }), { mode: "blocked", reason: "HostTaken" }],
    [
      "the host is another's, the tenant suspended",
      observed({ hostClaim: { state: "taken" }, tenant: suspended }),
      { mode: "blocked", reason: "HostTaken" },
    ],
    ["the dashboard's host", observed({ host: "app.example.com" }), { mode: "blocked", reason: "HostReserved" }],
    [
      "suspended",
      observed({ tenant: suspended }),
      { mode: "stop", status: "suspended", reason: "SuspendedForPayment", site: "Suspended" },
    ],
    [
      "suspended, the module gone",
      observed({ tenant: suspended, module: undefined }),
      { mode: "stop", status: "suspended" },
    ],
    [
      "switched off",
      observed({ instance: instance("shop", { active: false }) }),
      { mode: "stop", reason: "SwitchedOff" },
    ],
    [
      "an older one holds the only subdomain",
      observed({ siblings: [older, instance("shop")] }),
      { mode: "stop", reason: "SubdomainLimitReached" },
    ],
    [
      "the older one is off",
      observed({ siblings: [{ ...older, spec: { module: "shop", active: false } }, instance("shop")] }),
      { mode: "run" },
    ],
    [
      "the older one is being deleted",
      observed({ siblings: [instance("older", {}, { deletionTimestamp: createdAt }), instance("shop")] }),
      { mode: "run" },
    ],
    [
      "no such module: a running site is left alone",
      observed({ module: undefined, ...running }),
      { mode: "blocked", reason: "ModuleNotFound" },
    ],
    [
      "only announced",
      observed({ module: { ...shopModule, spec: { ...shopModule.spec, stage: "ComingSoon" } } }),
      { mode: "blocked", reason: "ModuleComingSoon" },
    ],
  ])("%s", (_, input, expected) => {
    expect(decide(input, testSettings())).toMatchObject(expected);
  });

  it("of equally old ones the name decides, whoever asks", () => {
    const siblings = [instance("b"), instance("a")];
    const modes = siblings.map((one) => decide(observed({ instance: one, siblings }), testSettings()).mode);
    expect(modes).toEqual(["stop", "run"]);
  });
});
