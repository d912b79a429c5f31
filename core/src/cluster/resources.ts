import { defineResource, type ResourceType } from "@tochka-rosta/controller-runtime";
import { group, version, type Module, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";

/** The kinds that the core writes (Tenant, ModuleInstance) or only reads (Module). */
export const tenants: ResourceType<Tenant> = defineResource<Tenant>({
  group,
  version,
  plural: "tenants",
  kind: "Tenant",
  namespaced: false,
});

export const moduleInstances: ResourceType<ModuleInstance> = defineResource<ModuleInstance>({
  group,
  version,
  plural: "moduleinstances",
  kind: "ModuleInstance",
  namespaced: true,
});

export const modules: ResourceType<Module> = defineResource<Module>({
  group,
  version,
  plural: "modules",
  kind: "Module",
  namespaced: false,
});

export const fieldManager = "tochka-rosta-core";

/** Apart from the operator's: the two managers' hashes are about different changes. */
export const hashAnnotation = `${group}/core-applied-hash`;
