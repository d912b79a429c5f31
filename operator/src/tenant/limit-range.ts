import { defaultContainerResources, tenantNamespace, type Tenant } from "@tochka-rosta/crds";
import { buildTenantMetadata } from "../ownership.ts";
import type { AppliedObject } from "../resources.ts";
import { readLimits } from "./limits.ts";

/** What a container gets that asks for nothing, without which the quota would refuse it; and that none takes more than all. */
export function buildLimitRange(tenant: Readonly<Tenant>): AppliedObject {
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
