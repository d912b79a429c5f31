import type { ModuleInstance, Tenant } from "@tochka-rosta/crds";
import type { Service } from "@tochka-rosta/controller-runtime/built-in-kinds";
import { buildInstanceLabels, buildInstanceMetadata } from "../ownership.ts";

/** The instance's address inside the cluster; only the ingress controller may use it. */
export function buildService(instance: Readonly<ModuleInstance>, tenant: Readonly<Tenant>): Service {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: buildInstanceMetadata(instance, tenant, instance.metadata.name),
    spec: {
      type: "ClusterIP",
      selector: buildInstanceLabels(instance),
      ports: [{ name: "http", port: 80, protocol: "TCP", targetPort: "http" }],
    },
  };
}
