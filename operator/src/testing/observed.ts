import { apiVersion, type Module, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import type { ObservedInstance } from "../module-instance/observe.ts";

export const createdAt = "2026-11-23T00:00:00Z";
const ready = (
  [
    ["NamespaceReady", "NamespaceActive"],
    ["QuotaApplied", "LimitsApplied"],
    ["Ready", "TenantProvisioned"],
  ] as const
).map(([type, reason]) => ({ type, status: "True" as const, reason, message: "", lastTransitionTime: createdAt }));

/** A tenant that is ready, unless changed. */
export function tenant(change: { spec?: Tenant["spec"]; metadata?: object; status?: Tenant["status"] } = {}): Tenant {
  const metadata = { name: "alpha", uid: "11111111-1111-4111-8111-111111111111", ...change.metadata };
  return {
    apiVersion,
    kind: "Tenant",
    metadata,
    spec: change.spec ?? {},
    status: change.status ?? { conditions: ready },
  };
}

/** An instance of the shop as the API server would have it. */
export function instance(
  name: string,
  spec: Partial<ModuleInstance["spec"]> = {},
  metadata: object = {},
): ModuleInstance {
  return {
    apiVersion,
    kind: "ModuleInstance",
    metadata: { name, namespace: "tenant-alpha", uid: `${name}-uid`, creationTimestamp: createdAt, ...metadata },
    spec: { module: "shop", ...spec },
  };
}

/** A module that the catalogue has. */
export const shopModule: Module = {
  apiVersion,
  kind: "Module",
  metadata: { name: "shop" },
  spec: { titles: { ru: "Магазин", en: "Shop" }, image: "tochka-rosta/shop", version: "0.1.0" },
};

/** An instance that is to run and of which nothing is there yet, unless changed. */
export function observed(change: Partial<ObservedInstance> = {}): ObservedInstance {
  const subject = change.instance ?? instance("shop");
  return {
    instance: subject,
    host: "shop--alpha.sites.test",
    tenant: tenant(),
    module: shopModule,
    siblings: [subject],
    hostClaim: { state: "free" },
    deployment: undefined,
    route: undefined,
    staleRoute: undefined,
    binding: { state: "notRead" },
    keys: { state: "notRead" },
    isDatabaseUnreachable: false,
    hasStartingPod: false,
    podProblem: undefined,
    isAnswering: undefined,
    readErrors: [],
    ...change,
  };
}
