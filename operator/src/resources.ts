import type {
  HostClaim as HostClaimType,
  Module as ModuleType,
  ModuleInstance as ModuleInstanceType,
  Tenant as TenantType,
  KindDefinition,
} from "@tochka-rosta/crds";
import { group, hostClaimKind, moduleInstanceKind, moduleKind, tenantKind, version } from "@tochka-rosta/crds";
import type { RoutingKind } from "./routing.ts";
import {
  defineResource,
  type Condition,
  type KubernetesObject,
  type ResourceType,
} from "@tochka-rosta/controller-runtime";

/** An object of which we only ever state the desired object. */
export interface AppliedObject extends KubernetesObject {
  spec?: object;
  data?: Record<string, string>;
  status?: object;
}

export interface Namespace extends KubernetesObject {
  status?: { phase?: string };
}

export interface Deployment extends KubernetesObject {
  spec?: {
    replicas?: number;
    template?: {
      spec?: {
        containers?: { name: string; image?: string }[];
        dnsPolicy?: string;
        hostAliases?: { ip: string; hostnames?: string[] }[];
      };
    };
  };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    availableReplicas?: number;
    conditions?: Condition[];
  };
}

export interface Secret extends KubernetesObject {
  type?: string;
  /** Base64. */
  data?: Record<string, string>;
  stringData?: Record<string, string>;
  immutable?: boolean;
}

/** An HTTPRoute with what the controllers of its Gateways say of it, or an Ingress, of which nobody says such things. */
export interface Route extends AppliedObject {
  status?: {
    parents?: {
      parentRef: { namespace?: string; name: string; sectionName?: string };
      conditions?: Condition[];
    }[];
  };
}

/** How a container ended. */
export interface ContainerEnd {
  reason?: string;
  exitCode?: number;
}

export interface ContainerStatus {
  ready?: boolean;
  /** The startup probe has succeeded once in this run. */
  started?: boolean;
  restartCount?: number;
  state?: { waiting?: { reason?: string; message?: string }; running?: object; terminated?: ContainerEnd };
  lastState?: { terminated?: ContainerEnd };
}

export interface Pod extends KubernetesObject {
  status?: {
    phase?: string;
    conditions?: { type: string; status: string; reason?: string }[];
    containerStatuses?: ContainerStatus[];
  };
}

function custom<T extends KubernetesObject>(kind: KindDefinition): ResourceType<T> {
  return defineResource<T>({
    group,
    version,
    plural: kind.plural,
    kind: kind.kind,
    namespaced: kind.scope === "Namespaced",
  });
}

function namespaced<T extends KubernetesObject = AppliedObject>(
  apiGroup: string,
  plural: string,
  kind: string,
): ResourceType<T> {
  return defineResource<T>({ group: apiGroup, version: "v1", plural, kind, namespaced: true });
}

/** Every kind of object that the operator reads or writes. */
export const resources = {
  tenant: custom<TenantType>(tenantKind),
  module: custom<ModuleType>(moduleKind),
  moduleInstance: custom<ModuleInstanceType>(moduleInstanceKind),
  hostClaim: custom<HostClaimType>(hostClaimKind),
  namespace: defineResource<Namespace>({
    group: "",
    version: "v1",
    plural: "namespaces",
    kind: "Namespace",
    namespaced: false,
  }),
  resourceQuota: namespaced("", "resourcequotas", "ResourceQuota"),
  limitRange: namespaced("", "limitranges", "LimitRange"),
  serviceAccount: namespaced("", "serviceaccounts", "ServiceAccount"),
  configMap: namespaced("", "configmaps", "ConfigMap"),
  secret: namespaced<Secret>("", "secrets", "Secret"),
  service: namespaced("", "services", "Service"),
  pod: namespaced<Pod>("", "pods", "Pod"),
  networkPolicy: namespaced("networking.k8s.io", "networkpolicies", "NetworkPolicy"),
  certificate: namespaced("cert-manager.io", "certificates", "Certificate"),
  roleBinding: namespaced("rbac.authorization.k8s.io", "rolebindings", "RoleBinding"),
  deployment: namespaced<Deployment>("apps", "deployments", "Deployment"),
} as const;

/** The kinds that a host can be led to its module by. What is read of an Ingress, an HTTPRoute has too. */
export const routeResources: Readonly<Record<RoutingKind, ResourceType<Route>>> = {
  Ingress: namespaced<Route>("networking.k8s.io", "ingresses", "Ingress"),
  HTTPRoute: namespaced<Route>("gateway.networking.k8s.io", "httproutes", "HTTPRoute"),
};
