import type { ModuleInstance, Tenant } from "@tochka-rosta/crds";
import { buildInstanceLabels, buildInstanceMetadata } from "../ownership.ts";
import type { AppliedObject } from "../resources.ts";

/** The instance's address inside the cluster; only the ingress controller may use it. */
export function buildService(instance: Readonly<ModuleInstance>, tenant: Readonly<Tenant>): AppliedObject {
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
