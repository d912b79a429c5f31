import type { Module, ModuleInstance, Tenant } from "@tochka-rosta/crds";
import { apiVersion, tenantNamespace } from "@tochka-rosta/crds";
import type { KubernetesObject } from "@tochka-rosta/controller-runtime";
import { tenantNameOf } from "../caches.ts";
import { parseAllDocuments } from "yaml";

/** What a file says that the cluster should hold. */
export interface Manifests {
  readonly tenants: readonly Tenant[];
  readonly modules: readonly Module[];
  readonly instances: readonly ModuleInstance[];
}

/** The file cannot be planned; the message says what to correct. */
export class ManifestError extends Error {
  override readonly name = "ManifestError";
}

/**
 * Reads Tenants, Modules and ModuleInstances from YAML or JSON, several documents at will.
 *
 * @throws ManifestError
 */
export async function readManifests(text: string): Promise<Manifests> {
  const documents = parseAllDocuments(text);
  const tenants: Tenant[] = [];
  const modules: Module[] = [];
  const instances: ModuleInstance[] = [];
  for (const [index, document] of ("empty" in documents ? [] : documents).entries()) {
    const where = `document ${index + 1}`;
    const [error] = document.errors;
    if (error !== undefined) throw new ManifestError(`${where}: ${error.message}`);
    const value: unknown = document.toJS();
    if (value === null) continue;
    const object = readObject(value, where);
    if (object.kind === "Tenant") tenants.push(object as Tenant);
    else if (object.kind === "Module") modules.push(object as Module);
    else instances.push(readInstance(object as ModuleInstance, where));
  }
  if (tenants.length + instances.length === 0) {
    throw new ManifestError("the file names nothing to plan: it must hold a ModuleInstance or a Tenant");
  }
  return { tenants, modules, instances };
}

const kinds = ["Tenant", "Module", "ModuleInstance"];

function readObject(value: unknown, where: string): KubernetesObject & { spec: object } {
  const object = Object(value) as Partial<KubernetesObject & { spec: object }>;
  if (object.apiVersion !== apiVersion || !kinds.includes(object.kind ?? "")) {
    const found = `${object.apiVersion ?? "without apiVersion"} ${object.kind ?? "without kind"}`;
    throw new ManifestError(`${where}: must be a ${kinds.join(", ")} of ${apiVersion}, but is ${found}`);
  }
  if (typeof object.metadata?.name !== "string") throw new ManifestError(`${where}: metadata.name must be set`);
  if (typeof object.spec !== "object") throw new ManifestError(`${where}: spec must be set`);
  return object as KubernetesObject & { spec: object };
}

function readInstance(instance: ModuleInstance, where: string): ModuleInstance {
  if (typeof instance.spec.module !== "string") throw new ManifestError(`${where}: spec.module must name a Module`);
  const tenant = tenantNameOf(instance);
  if (tenant === "") {
    throw new ManifestError(`${where}: metadata.namespace must be a tenant's, such as ${tenantNamespace("alpha")}`);
  }
  return instance;
}
