import type { DesiredObject } from "@tochka-rosta/controller-runtime";
import {
  apiVersion,
  labels,
  managedByValue,
  tenantNamespace,
  type ModuleInstance,
  type ModuleInstanceSpec,
  type Tenant,
} from "@tochka-rosta/crds";
import type { InstanceRecord, TenantRecord } from "./store.ts";

/**
 * The Tenant object that a row asks for. Nothing personal is in it: neither name nor phone.
 *
 * @param identity its `spec.id`, where it has one
 */
export function buildTenant(
  { id, subdomain, tariff }: TenantRecord,
  identity: string | undefined,
): DesiredObject<Tenant> {
  return {
    apiVersion,
    kind: "Tenant",
    metadata: { name: subdomain, labels: { [labels.managedBy]: managedByValue, [labels.tenantId]: id } },
    spec: {
      ...(identity !== undefined && { id: identity }),
      tariff: tariff?.code ?? "",
      // Without a subscription a tenant keeps its place and its data, and may run nothing.
      limits: {
        subdomains: tariff?.subdomainLimit ?? 0,
        ...(tariff && { storage: `${tariff.storageGigabytes}Gi`, cpu: tariff.cpu, memory: tariff.memory }),
      },
    },
  };
}

/**
 * The ModuleInstance object that a row asks for; of an adopted one only the labels, since its spec is another manager's.
 *
 * @param identity its `spec.id`, where it has one: an object made again, which must find its database if it ever had one
 */
export function buildInstance(row: InstanceRecord, identity: string | undefined): DesiredObject<ModuleInstance> {
  const { id, name, module, active, tenant, adoptedSpec } = row;
  return {
    apiVersion,
    kind: "ModuleInstance",
    metadata: {
      name,
      namespace: tenantNamespace(tenant.subdomain),
      labels: {
        [labels.managedBy]: managedByValue,
        [labels.tenantId]: tenant.id,
        [labels.instanceId]: id,
        [labels.module]: module,
      },
    },
    ...(adoptedSpec === null && { spec: addIdentity({ module, active, hostPrefix: name }, row, identity) }),
  };
}

/** The object of an adopted row as it was last seen. */
export function buildLostInstance(row: InstanceRecord, identity: string | undefined): DesiredObject<ModuleInstance> {
  const spec = row.adoptedSpec as unknown as ModuleInstanceSpec;
  return { ...buildInstance(row, identity), spec: addIdentity(spec, row, identity) };
}

function addIdentity(
  spec: ModuleInstanceSpec,
  { hasDatabase }: Pick<InstanceRecord, "hasDatabase">,
  identity: string | undefined,
): ModuleInstanceSpec {
  if (identity === undefined) return spec;
  return { ...spec, id: identity, ...(hasDatabase && { database: { ...spec.database, mustExist: true } }) };
}
