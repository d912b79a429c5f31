import { defineResource, type KubernetesObject, type ResourceType } from "@tochka-rosta/controller-runtime";
import { StartError } from "@tochka-rosta/testing";

/** A kind of object that the chart may render. */
export interface ChartKind {
  resource: ResourceType;
  /** What is gone from the rendering is deleted at the next start; never what holds data or other people's things. */
  isPruned: boolean;
}

type Row = readonly [groupVersion: string, plural: string, kind: string, options?: { cluster?: true; kept?: true }];

/** In the order of applying, which is helm's: what others need comes first. Of one line none needs another. */
const phases: readonly (readonly Row[])[] = [
  [["v1", "namespaces", "Namespace", { cluster: true, kept: true }]],
  [
    ["apiextensions.k8s.io/v1", "customresourcedefinitions", "CustomResourceDefinition", { cluster: true, kept: true }],
    ["scheduling.k8s.io/v1", "priorityclasses", "PriorityClass", { cluster: true }],
  ],
  [
    ["networking.k8s.io/v1", "networkpolicies", "NetworkPolicy"],
    ["v1", "resourcequotas", "ResourceQuota"],
    ["v1", "limitranges", "LimitRange"],
    ["policy/v1", "poddisruptionbudgets", "PodDisruptionBudget"],
    ["v1", "serviceaccounts", "ServiceAccount"],
    ["v1", "secrets", "Secret", { kept: true }],
    ["v1", "configmaps", "ConfigMap"],
    ["rbac.authorization.k8s.io/v1", "clusterroles", "ClusterRole", { cluster: true }],
    ["rbac.authorization.k8s.io/v1", "roles", "Role"],
    ["admissionregistration.k8s.io/v1", "validatingadmissionpolicies", "ValidatingAdmissionPolicy", { cluster: true }],
    ["networking.k8s.io/v1", "ingressclasses", "IngressClass", { cluster: true }],
  ],
  [
    ["rbac.authorization.k8s.io/v1", "clusterrolebindings", "ClusterRoleBinding", { cluster: true }],
    ["rbac.authorization.k8s.io/v1", "rolebindings", "RoleBinding"],
    [
      "admissionregistration.k8s.io/v1",
      "validatingadmissionpolicybindings",
      "ValidatingAdmissionPolicyBinding",
      { cluster: true },
    ],
    ["v1", "services", "Service"],
  ],
  [
    ["apps/v1", "deployments", "Deployment"],
    ["networking.k8s.io/v1", "ingresses", "Ingress"],
  ],
  [["tochkarosta.online/v1alpha1", "modules", "Module", { cluster: true, kept: true }]],
];

const kindsByPhase: readonly (readonly ChartKind[])[] = phases.map((rows) => rows.map(buildKind));

function buildKind([groupVersion, plural, kind, options]: Row): ChartKind {
  const [version = "", group = ""] = groupVersion.split("/").toReversed();
  const resource = defineResource({ group, version, plural, kind, namespaced: options?.cluster !== true });
  return { resource, isPruned: options?.kept !== true };
}

/** Every kind that is applied here. */
export const chartKinds: readonly ChartKind[] = kindsByPhase.flat();

/** @throws StartError for a kind that is not in the table */
export function findKind({ apiVersion, kind, metadata }: KubernetesObject): ChartKind {
  const found = chartKinds.find(
    ({ resource }) =>
      resource.kind === kind && (resource.group ? `${resource.group}/` : "") + resource.version === apiVersion,
  );
  if (found) return found;
  const what = `${kind} ${metadata.name} (${apiVersion})`;
  throw new StartError(`The chart renders ${what}, a kind that local/src/platform/objects/kinds.ts does not know yet.`);
}

/** The objects in groups that are applied one after another. */
export function orderByKind(objects: readonly KubernetesObject[]): KubernetesObject[][] {
  const placed = objects.map((object) => ({ object, kind: findKind(object) }));
  return kindsByPhase
    .map((kinds) => placed.filter(({ kind }) => kinds.includes(kind)).map(({ object }) => object))
    .filter((group) => group.length > 0);
}
