import type { Manifest } from "./objects.ts";

interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** A service account and its rights, in the whole cluster. */
export function buildServiceAccount(
  name: string,
  namespace: string,
  rules: readonly PolicyRule[],
): readonly Manifest[] {
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
    ...buildRights(`tochka-rosta-cluster:${name}`, rules, { kind: "ServiceAccount", name, namespace }),
  ];
}

/** Rights in the whole cluster for whoever `subject` is. */
export function buildRights(name: string, rules: readonly PolicyRule[], subject: object): readonly Manifest[] {
  const apiVersion = "rbac.authorization.k8s.io/v1";
  return [
    { apiVersion, kind: "ClusterRole", metadata: { name }, rules },
    {
      apiVersion,
      kind: "ClusterRoleBinding",
      metadata: { name },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
      subjects: [subject],
    },
  ];
}
