import { defaultContainerResources, tenantNamespace, type Tenant } from "@tochka-rosta/crds";
import type { LimitRange } from "@tochka-rosta/controller-runtime/built-in-kinds";
import { buildTenantMetadata } from "../ownership.ts";
import { readLimits } from "./limits.ts";

/** What a container gets that asks for nothing, without which the quota would refuse it; and that none takes more than all. */
export function buildLimitRange(tenant: Readonly<Tenant>): LimitRange {
  const { cpu, memory } = readLimits(tenant);
  return {
    apiVersion: "v1",
    kind: "LimitRange",
    metadata: buildTenantMetadata(tenant, "tenant", tenantNamespace(tenant.metadata.name)),
    spec: {
      limits: [
        {
          type: "Container",
          default: defaultContainerResources.limits,
          defaultRequest: defaultContainerResources.requests,
          max: { cpu, memory },
        },
      ],
    },
  };
}
