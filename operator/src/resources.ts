import type {
  HostClaim as HostClaimType,
  Module as ModuleType,
  ModuleInstance as ModuleInstanceType,
  Tenant as TenantType,
  KindDefinition,
} from "@tochka-rosta/crds";
import { group, hostClaimKind, moduleInstanceKind, moduleKind, tenantKind, version } from "@tochka-rosta/crds";
import {
  defineResource,
  type Condition,
  type KubernetesObject,
  type ResourceType,
} from "@tochka-rosta/controller-runtime";

/** An object of which we only ever state the wish. */
export interface AppliedObject extends KubernetesObject {
  spec?: object;
  data?: Record<string, string>;
  status?: object;
}

export interface Namespace extends KubernetesObject {
  status?: { phase?: string };
}

export interface Deployment extends KubernetesObject {
  spec?: { replicas?: number };
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

export interface ContainerStatus {
  ready?: boolean;
  restartCount?: number;
  state?: { waiting?: { reason?: string; message?: string }; running?: object };
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
  ingress: namespaced("networking.k8s.io", "ingresses", "Ingress"),
  roleBinding: namespaced("rbac.authorization.k8s.io", "rolebindings", "RoleBinding"),
  deployment: namespaced<Deployment>("apps", "deployments", "Deployment"),
} as const;
