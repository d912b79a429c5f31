import { identityOf, labels, managedByValue, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import { controllerReference, type KubernetesObject, type ObjectMeta } from "@tochka-rosta/controller-runtime";

/** Selects everything that the operator made; caches hold nothing else. */
export const managedSelector = `${labels.managedBy}=${managedByValue}`;

/** The uid of an object that was read from the API. @throws TypeError for an object that was not read from the API */
export function uidOf(object: Readonly<KubernetesObject>): string {
  const { uid, name } = object.metadata;
  if (uid === undefined) throw new TypeError(`${object.kind} ${name} was not read from the API: it has no uid`);
  return uid;
}

/** Metadata of something that a tenant owns. The namespace is left out for the namespace itself. */
export function buildTenantMetadata(tenant: Readonly<Tenant>, name: string, namespace?: string): ObjectMeta {
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    labels: buildTenantLabels(tenant),
    ownerReferences: [controllerReference(tenant)],
  };
}

/** Metadata of something that an instance owns, in the instance's namespace. */
export function buildInstanceMetadata(
  instance: Readonly<ModuleInstance>,
  tenant: Readonly<Tenant>,
  name: string,
): ObjectMeta {
  return {
    name,
    namespace: instance.metadata.namespace ?? "",
    labels: { ...buildTenantLabels(tenant), ...buildInstanceLabels(instance) },
    ownerReferences: [controllerReference(instance)],
  };
}

/** The labels that say whose instance an object belongs to. */
export function buildInstanceLabels(instance: Readonly<ModuleInstance>): Record<string, string> {
  return { [labels.instance]: instance.metadata.name, [labels.module]: instance.spec.module };
}

function buildTenantLabels(tenant: Readonly<Tenant>): Record<string, string> {
  return {
    [labels.managedBy]: managedByValue,
    [labels.tenant]: tenant.metadata.name,
    [labels.tenantUid]: identityOf(tenant),
  };
}
