import type { NameRule, ScalePaths } from "../resource-kind.ts";

/** A row of the table of built-in resources. */
export interface BuiltinRow {
  readonly groupVersion: string;
  readonly resource: string;
  readonly kind: string;
  readonly shortNames?: readonly string[];
  readonly namespaced?: boolean;
  readonly all?: boolean;
  readonly status?: boolean;
  readonly generation?: boolean;
  readonly scale?: ScalePaths;
  readonly subresources?: readonly string[];
  readonly nameRule?: NameRule;
  readonly selectableFields?: readonly string[];
}

const REPLICAS: ScalePaths = {
  specReplicas: ["spec", "replicas"],
  statusReplicas: ["status", "replicas"],
  selector: ["spec", "selector"],
};
const EVENT_FIELDS = [
  "involvedObject.kind",
  "involvedObject.namespace",
  "involvedObject.name",
  "involvedObject.uid",
  "involvedObject.apiVersion",
  "involvedObject.resourceVersion",
  "involvedObject.fieldPath",
  "reason",
  "reportingComponent",
  "source",
  "type",
];
const POD_FIELDS = [
  "spec.nodeName",
  "spec.restartPolicy",
  "spec.schedulerName",
  "spec.serviceAccountName",
  "spec.hostNetwork",
  "status.phase",
  "status.podIP",
  "status.nominatedNodeName",
];

const core: Omit<BuiltinRow, "groupVersion">[] = [
  {
    resource: "namespaces",
    kind: "Namespace",
    shortNames: ["ns"],
    namespaced: false,
    status: true,
    subresources: ["finalize"],
    nameRule: "label",
    selectableFields: ["status.phase"],
  },
  {
    resource: "nodes",
    kind: "Node",
    shortNames: ["no"],
    namespaced: false,
    status: true,
    selectableFields: ["spec.unschedulable"],
  },
  {
    resource: "pods",
    kind: "Pod",
    shortNames: ["po"],
    all: true,
    status: true,
    generation: true,
    subresources: ["log", "eviction"],
    selectableFields: POD_FIELDS,
  },
  {
    resource: "services",
    kind: "Service",
    shortNames: ["svc"],
    all: true,
    status: true,
    nameRule: "label",
    selectableFields: ["spec.clusterIP", "spec.type"],
  },
  { resource: "endpoints", kind: "Endpoints", shortNames: ["ep"] },
  { resource: "secrets", kind: "Secret", selectableFields: ["type"] },
  { resource: "configmaps", kind: "ConfigMap", shortNames: ["cm"] },
  { resource: "serviceaccounts", kind: "ServiceAccount", shortNames: ["sa"], subresources: ["token"] },
  { resource: "events", kind: "Event", shortNames: ["ev"], selectableFields: EVENT_FIELDS },
  { resource: "resourcequotas", kind: "ResourceQuota", shortNames: ["quota"], status: true },
  { resource: "limitranges", kind: "LimitRange", shortNames: ["limits"] },
  { resource: "persistentvolumeclaims", kind: "PersistentVolumeClaim", shortNames: ["pvc"], status: true },
  { resource: "persistentvolumes", kind: "PersistentVolume", shortNames: ["pv"], namespaced: false, status: true },
];

const apps: Omit<BuiltinRow, "groupVersion">[] = [
  {
    resource: "deployments",
    kind: "Deployment",
    shortNames: ["deploy"],
    all: true,
    status: true,
    generation: true,
    scale: REPLICAS,
  },
  {
    resource: "replicasets",
    kind: "ReplicaSet",
    shortNames: ["rs"],
    all: true,
    status: true,
    generation: true,
    scale: REPLICAS,
    selectableFields: ["status.replicas"],
  },
  {
    resource: "statefulsets",
    kind: "StatefulSet",
    shortNames: ["sts"],
    all: true,
    status: true,
    generation: true,
    scale: REPLICAS,
  },
  { resource: "daemonsets", kind: "DaemonSet", shortNames: ["ds"], all: true, status: true, generation: true },
  { resource: "controllerrevisions", kind: "ControllerRevision" },
];

const groups: Record<string, Omit<BuiltinRow, "groupVersion">[]> = {
  v1: core,
  "apps/v1": apps,
  "networking.k8s.io/v1": [
    { resource: "ingresses", kind: "Ingress", shortNames: ["ing"], status: true, generation: true },
    { resource: "networkpolicies", kind: "NetworkPolicy", shortNames: ["netpol"], generation: true },
    { resource: "ingressclasses", kind: "IngressClass", namespaced: false, generation: true },
  ],
  "rbac.authorization.k8s.io/v1": [
    { resource: "roles", kind: "Role", nameRule: "segment" },
    { resource: "rolebindings", kind: "RoleBinding", nameRule: "segment" },
    { resource: "clusterroles", kind: "ClusterRole", namespaced: false, nameRule: "segment" },
    { resource: "clusterrolebindings", kind: "ClusterRoleBinding", namespaced: false, nameRule: "segment" },
  ],
  "coordination.k8s.io/v1": [{ resource: "leases", kind: "Lease" }],
  "events.k8s.io/v1": [{ resource: "events", kind: "Event", shortNames: ["ev"] }],
  "policy/v1": [
    {
      resource: "poddisruptionbudgets",
      kind: "PodDisruptionBudget",
      shortNames: ["pdb"],
      status: true,
      generation: true,
    },
  ],
  "batch/v1": [
    {
      resource: "jobs",
      kind: "Job",
      all: true,
      status: true,
      generation: true,
      selectableFields: ["status.successful"],
    },
    { resource: "cronjobs", kind: "CronJob", shortNames: ["cj"], all: true, status: true, generation: true },
  ],
  "autoscaling/v2": [
    {
      resource: "horizontalpodautoscalers",
      kind: "HorizontalPodAutoscaler",
      shortNames: ["hpa"],
      all: true,
      status: true,
    },
  ],
  "discovery.k8s.io/v1": [{ resource: "endpointslices", kind: "EndpointSlice", generation: true }],
  "admissionregistration.k8s.io/v1": [
    {
      resource: "validatingadmissionpolicies",
      kind: "ValidatingAdmissionPolicy",
      namespaced: false,
      status: true,
      generation: true,
    },
    {
      resource: "validatingadmissionpolicybindings",
      kind: "ValidatingAdmissionPolicyBinding",
      namespaced: false,
      generation: true,
    },
    { resource: "mutatingadmissionpolicies", kind: "MutatingAdmissionPolicy", namespaced: false, generation: true },
    {
      resource: "mutatingadmissionpolicybindings",
      kind: "MutatingAdmissionPolicyBinding",
      namespaced: false,
      generation: true,
    },
    {
      resource: "validatingwebhookconfigurations",
      kind: "ValidatingWebhookConfiguration",
      namespaced: false,
      generation: true,
    },
    {
      resource: "mutatingwebhookconfigurations",
      kind: "MutatingWebhookConfiguration",
      namespaced: false,
      generation: true,
    },
  ],
  "apiextensions.k8s.io/v1": [
    {
      resource: "customresourcedefinitions",
      kind: "CustomResourceDefinition",
      shortNames: ["crd", "crds"],
      namespaced: false,
      status: true,
      generation: true,
    },
  ],
  "storage.k8s.io/v1": [{ resource: "storageclasses", kind: "StorageClass", shortNames: ["sc"], namespaced: false }],
  "scheduling.k8s.io/v1": [
    { resource: "priorityclasses", kind: "PriorityClass", shortNames: ["pc"], namespaced: false, generation: true },
  ],
};

/** Every built-in resource that is stored. */
export const BUILTIN_ROWS: readonly BuiltinRow[] = Object.entries(groups).flatMap(([groupVersion, rows]) =>
  rows.map((row) => ({ groupVersion, ...row })),
);

/** Resources that only answer to a creation and keep nothing. */
export const REVIEW_ROWS: readonly BuiltinRow[] = [
  { groupVersion: "authentication.k8s.io/v1", resource: "tokenreviews", kind: "TokenReview", namespaced: false },
  {
    groupVersion: "authentication.k8s.io/v1",
    resource: "selfsubjectreviews",
    kind: "SelfSubjectReview",
    namespaced: false,
  },
  {
    groupVersion: "authorization.k8s.io/v1",
    resource: "selfsubjectaccessreviews",
    kind: "SelfSubjectAccessReview",
    namespaced: false,
  },
  {
    groupVersion: "authorization.k8s.io/v1",
    resource: "selfsubjectrulesreviews",
    kind: "SelfSubjectRulesReview",
    namespaced: false,
  },
  {
    groupVersion: "authorization.k8s.io/v1",
    resource: "subjectaccessreviews",
    kind: "SubjectAccessReview",
    namespaced: false,
  },
  { groupVersion: "authorization.k8s.io/v1", resource: "localsubjectaccessreviews", kind: "LocalSubjectAccessReview" },
];
