import type { ModuleInstance, Tenant } from "@tochka-rosta/crds";
import { buildInstanceMetadata } from "../ownership.ts";
import type { Route } from "../resources.ts";
import type { GatewayReference } from "../routing.ts";

/** The port of every module's Service. */
const servicePort = 80;

/** Leads the instance's host to it, through the one Gateway. What the API server would fill in is written out. */
export function buildHttpRoute(
  instance: Readonly<ModuleInstance>,
  tenant: Readonly<Tenant>,
  host: string,
  gateway: GatewayReference,
): Route {
  const { name } = instance.metadata;
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: buildInstanceMetadata(instance, tenant, name),
    spec: {
      parentRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", ...gateway }],
      hostnames: [host],
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: "/" } }],
          backendRefs: [{ group: "", kind: "Service", name, port: servicePort, weight: 1 }],
        },
      ],
    },
  };
}
