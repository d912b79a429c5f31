import { createClient, loadConfig } from "@tochka-rosta/controller-runtime";
import type { Client, KubernetesObject, ResourceType } from "@tochka-rosta/controller-runtime";

/** An object to apply; what it holds is checked by the API server, strictly. */
export interface Manifest extends KubernetesObject {
  readonly [field: string]: unknown;
}

const kinds: Readonly<Record<string, { readonly plural: string; readonly namespaced: boolean }>> = {
  ClusterRole: { plural: "clusterroles", namespaced: false },
  ClusterRoleBinding: { plural: "clusterrolebindings", namespaced: false },
  ConfigMap: { plural: "configmaps", namespaced: true },
  CustomResourceDefinition: { plural: "customresourcedefinitions", namespaced: false },
  Deployment: { plural: "deployments", namespaced: true },
  Gateway: { plural: "gateways", namespaced: true },
  GatewayClass: { plural: "gatewayclasses", namespaced: false },
  IngressClass: { plural: "ingressclasses", namespaced: false },
  Namespace: { plural: "namespaces", namespaced: false },
  Node: { plural: "nodes", namespaced: false },
  PersistentVolume: { plural: "persistentvolumes", namespaced: false },
  Pod: { plural: "pods", namespaced: true },
  Secret: { plural: "secrets", namespaced: true },
  Service: { plural: "services", namespaced: true },
  ServiceAccount: { plural: "serviceaccounts", namespaced: true },
  StorageClass: { plural: "storageclasses", namespaced: false },
  TLSStore: { plural: "tlsstores", namespaced: true },
};

/** @throws Error for a kind that this cluster's add-ons do not use. */
export function resourceOf(apiVersion: string, kind: string): ResourceType<Manifest> {
  const known = kinds[kind];
  if (known === undefined) throw new Error(`The plural of ${kind} is not known here: add it to objects.ts.`);
  const [version = "", group = ""] = apiVersion.split("/").reverse();
  return { group, version, kind, ...known };
}

/** Applies in the order given, under one field manager. */
export async function applyManifests(client: Client, manifests: readonly Manifest[]): Promise<void> {
  for (const manifest of manifests) {
    const resource = resourceOf(manifest.apiVersion, manifest.kind);
    await client.apply(resource, manifest, { fieldManager: "tochka-rosta-cluster" });
  }
}

/** Connects as the administrator of the cluster. */
export async function connect(kubeconfigPath: string): Promise<Client> {
  return createClient({ config: await loadConfig({ kubeconfigPath }) });
}
