import type { Tenant } from "@tochka-rosta/crds";

/** A tenant's limits with nothing left open. */
export interface Limits {
  readonly subdomains: number;
  readonly storage: string;
  readonly cpu: string;
  readonly memory: string;
}

/** The limits of a tenant; the defaults are those of the schema, for objects that were read before it defaulted them. */
export function readLimits(tenant: Readonly<Tenant>): Limits {
  return { subdomains: 1, storage: "5Gi", cpu: "2", memory: "1Gi", ...tenant.spec.limits };
}
