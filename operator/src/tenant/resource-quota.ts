import { tenantNamespace, type Tenant } from "@tochka-rosta/crds";
import type { ResourceQuota } from "@tochka-rosta/controller-runtime/built-in-kinds";
import { buildTenantMetadata } from "../ownership.ts";
import { readLimits } from "./limits.ts";

/** Objects per instance: a rollout has two pods and two ReplicaSets for a while, and a few revisions stay. */
const instancesBeyondLimit = 20;

/**
 * What the tenant's tariff buys, and a lid on the number of objects, so that no tenant can fill the cluster's store. Built-in kinds
 * only: the quota controller learns of a new custom kind up to five minutes late, and until then refuses every object of it ("status
 * unknown for quota"), so the first owner after an installation would wait.
 */
export function buildResourceQuota(tenant: Readonly<Tenant>): ResourceQuota {
  const { subdomains, storage, cpu, memory } = readLimits(tenant);
  // Switched off instances keep their objects, so more of them may exist than be active.
  const instances = subdomains + instancesBeyondLimit;
  return {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: buildTenantMetadata(tenant, "tenant", tenantNamespace(tenant.metadata.name)),
    spec: {
      hard: {
        "limits.cpu": cpu,
        "limits.memory": memory,
        "requests.storage": storage,
        pods: String(2 * instances),
        services: String(instances),
        "services.loadbalancers": "0",
        "services.nodeports": "0",
        // Database, keys, and with perHost a certificate.
        secrets: String(3 * instances),
        configmaps: String(2 * instances),
        persistentvolumeclaims: String(instances),
        "count/deployments.apps": String(instances),
        "count/replicasets.apps": String(4 * instances),
        "count/ingresses.networking.k8s.io": String(instances),
      },
    },
  };
}
