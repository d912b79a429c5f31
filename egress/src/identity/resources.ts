import { defineResource, type KubernetesObject } from "@tochka-rosta/controller-runtime";
import {
  group,
  moduleInstanceKind,
  moduleKind,
  version,
  type KindDefinition,
  type Module,
  type ModuleInstance,
} from "@tochka-rosta/crds";

/** An account that pods run as. */
export interface ServiceAccount extends KubernetesObject {
  readonly kind: "ServiceAccount";
}

export const serviceAccounts = defineResource<ServiceAccount>({
  group: "",
  version: "v1",
  plural: "serviceaccounts",
  kind: "ServiceAccount",
  namespaced: true,
});

const ownResource = <T extends KubernetesObject>({ kind, plural, scope }: KindDefinition) =>
  defineResource<T>({ group, version, plural, kind, namespaced: scope === "Namespaced" });

export const moduleInstances = ownResource<ModuleInstance>(moduleInstanceKind);
export const modules = ownResource<Module>(moduleKind);
