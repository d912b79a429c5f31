import { defineResource, type KubernetesObject } from "@tochka-rosta/controller-runtime";
import type { Pod, PodTemplate, StatusCondition } from "./pod.ts";

export type * from "./pod.ts";

/**
 * The parts of Kubernetes' own kinds that the node and the router read or write. Everything else in an object is left
 * alone: the objects are plain JSON.
 */

export interface LabelSelector {
  matchLabels?: Record<string, string>;
}

export interface ReplicaSet extends KubernetesObject {
  spec: { replicas?: number; selector: LabelSelector; template: PodTemplate };
  status?: {
    replicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    fullyLabeledReplicas?: number;
    observedGeneration?: number;
  };
}

export interface DeploymentStatus {
  observedGeneration?: number;
  replicas?: number;
  updatedReplicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  unavailableReplicas?: number;
  conditions?: StatusCondition[];
}

export interface Deployment extends KubernetesObject {
  spec: {
    replicas?: number;
    selector: LabelSelector;
    template: PodTemplate;
    strategy?: {
      type?: "RollingUpdate" | "Recreate";
      rollingUpdate?: { maxSurge?: number | string; maxUnavailable?: number | string };
    };
    revisionHistoryLimit?: number;
    progressDeadlineSeconds?: number;
    paused?: boolean;
  };
  status?: DeploymentStatus;
}

export interface ServicePort {
  name?: string;
  port: number;
  targetPort?: number | string;
  protocol?: string;
}

export interface Service extends KubernetesObject {
  spec: { selector?: Record<string, string>; ports?: ServicePort[]; clusterIP?: string };
}

export interface EndpointSlice extends KubernetesObject {
  addressType: "IPv4";
  endpoints: {
    addresses: string[];
    conditions?: { ready?: boolean };
    nodeName?: string;
    targetRef?: { kind: string; name: string; namespace?: string | undefined; uid?: string | undefined };
  }[];
  ports?: { name?: string; port: number; protocol?: string }[];
}

export interface ServiceAccount extends KubernetesObject {
  automountServiceAccountToken?: boolean;
}

export interface Secret extends KubernetesObject {
  type?: string;
  /** Base64. */
  data?: Record<string, string>;
}

export interface ConfigMap extends KubernetesObject {
  data?: Record<string, string>;
  /** Base64. */
  binaryData?: Record<string, string>;
}

export interface IngressBackend {
  service?: { name: string; port: { number?: number; name?: string } };
}

export interface Ingress extends KubernetesObject {
  spec: {
    ingressClassName?: string;
    defaultBackend?: IngressBackend;
    rules?: {
      host?: string;
      http?: { paths: { path?: string; pathType: string; backend: IngressBackend }[] };
    }[];
  };
}

export interface TokenRequest extends KubernetesObject {
  spec: {
    audiences?: string[];
    expirationSeconds?: number;
    boundObjectRef?: { kind: string; apiVersion: string; name: string; uid: string };
  };
  status?: { token: string; expirationTimestamp: string };
}

export interface Node extends KubernetesObject {
  status?: object;
}

const apps = { group: "apps", version: "v1", namespaced: true } as const;
const core = { group: "", version: "v1", namespaced: true } as const;

export const deployments = defineResource<Deployment>({ ...apps, plural: "deployments", kind: "Deployment" });
export const replicaSets = defineResource<ReplicaSet>({ ...apps, plural: "replicasets", kind: "ReplicaSet" });
export const pods = defineResource<Pod>({ ...core, plural: "pods", kind: "Pod" });
export const services = defineResource<Service>({ ...core, plural: "services", kind: "Service" });
export const secrets = defineResource<Secret>({ ...core, plural: "secrets", kind: "Secret" });
export const serviceAccounts = defineResource<ServiceAccount>({
  ...core,
  plural: "serviceaccounts",
  kind: "ServiceAccount",
});
/** Created as the subresource `token` of the account that it names. */
export const tokenRequests = defineResource<TokenRequest>({ ...core, plural: "serviceaccounts", kind: "TokenRequest" });
export const configMaps = defineResource<ConfigMap>({ ...core, plural: "configmaps", kind: "ConfigMap" });
export const nodes = defineResource<Node>({ ...core, plural: "nodes", kind: "Node", namespaced: false });
export const namespaces = defineResource({ ...core, plural: "namespaces", kind: "Namespace", namespaced: false });
export const endpointSlices = defineResource<EndpointSlice>({
  group: "discovery.k8s.io",
  version: "v1",
  plural: "endpointslices",
  kind: "EndpointSlice",
  namespaced: true,
});
export const ingresses = defineResource<Ingress>({
  group: "networking.k8s.io",
  version: "v1",
  plural: "ingresses",
  kind: "Ingress",
  namespaced: true,
});
export const ingressClasses = defineResource({
  group: "networking.k8s.io",
  version: "v1",
  plural: "ingressclasses",
  kind: "IngressClass",
  namespaced: false,
});
export const customResourceDefinitions = defineResource({
  group: "apiextensions.k8s.io",
  version: "v1",
  plural: "customresourcedefinitions",
  kind: "CustomResourceDefinition",
  namespaced: false,
});

/** True when the labels hold every pair of the selector; an empty selector matches nothing, which is the safe reading. */
export function matchesLabels(labels: Record<string, string> | undefined, selector: Record<string, string>): boolean {
  const pairs = Object.entries(selector);
  return pairs.length > 0 && pairs.every(([key, value]) => labels?.[key] === value);
}

/** Whether an object's controller is the one with this uid. */
export function isControlledBy(object: Readonly<KubernetesObject>, uid: string | undefined): boolean {
  return object.metadata.ownerReferences?.some((owner) => owner.controller === true && owner.uid === uid) ?? false;
}

/** Whether the pod's Ready condition is True. */
export function isPodReady(pod: Readonly<Pod>): boolean {
  return pod.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
}
