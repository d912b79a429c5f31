import { systemNamespace } from "./names.ts";
import type { ClusterPlatform } from "./platform-on-cluster.ts";

/** One thing that one service account may do, e.g. `patch tochkarosta.online/tenants/status`. */
export type Right = string;

export function describeRight(verb: string, group: string, resource: string): Right {
  return `${verb} ${group === "" ? "" : `${group}/`}${resource}`;
}

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs: readonly string[];
}

interface Role {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly Rule[];
}

interface Binding {
  readonly metadata: { readonly namespace?: string };
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[];
}

/** Every right that a service account of the platform has by any binding of the cluster, sorted. */
export async function listGrantedRights(platform: ClusterPlatform, account: string): Promise<readonly Right[]> {
  const read = async <Item>(kinds: string) => {
    const text = await platform.kubectl("get", kinds, "--all-namespaces", "-o", "json");
    return (JSON.parse(text) as { items: Item[] }).items;
  };
  const bindings = await read<Binding>("clusterrolebindings,rolebindings");
  const roles = await read<Role>("clusterroles,roles");
  const isBound = ({ subjects = [] }: Binding) =>
    subjects.some(({ kind, name, namespace }) => {
      return kind === "ServiceAccount" && name === account && namespace === systemNamespace;
    });
  const rights = bindings.filter(isBound).flatMap(({ roleRef, metadata }) =>
    roles
      .filter(({ kind, metadata: { name, namespace } }) => {
        return (
          kind === roleRef.kind && name === roleRef.name && (kind === "ClusterRole" || namespace === metadata.namespace)
        );
      })
      .flatMap(({ rules = [] }) => rules.flatMap(spellOut)),
  );
  return [...new Set(rights)].sort();
}

function spellOut({ apiGroups = [], resources = [], verbs }: Rule): readonly Right[] {
  return verbs.flatMap((verb) =>
    apiGroups.flatMap((group) => resources.map((resource) => describeRight(verb, group, resource))),
  );
}
