import { tenantNamespace, type HostClaim, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import type { Client } from "@tochka-rosta/controller-runtime";
import { resources, routeResources, type AppliedObject, type Deployment } from "../resources.ts";
import { applyInstance, applyTenant, uniqueName, waitForInstance, waitForTenant } from "./operator.ts";

/** A tenant of its own with one instance called "shop", and what the cluster holds of it. */
export interface TestShop {
  readonly tenant: string;
  readonly instance: ModuleInstance;
}

/** A new tenant, ready for modules. */
export async function readyTenant(client: Client, spec: Tenant["spec"] = {}): Promise<string> {
  const tenant = uniqueName("alpha");
  await applyTenant(client, tenant, spec);
  await waitForTenant(client, tenant, ["QuotaApplied"]); // A suspended one has no Ready.
  return tenant;
}

/** A new tenant with a live shop. */
export async function liveShop(
  client: Client,
  options: { tenant?: Tenant["spec"]; instance?: Partial<ModuleInstance["spec"]> } = {},
): Promise<TestShop> {
  const tenant = await readyTenant(client, options.tenant);
  await applyInstance(client, tenant, "shop", { module: "shop", ...options.instance });
  return { tenant, instance: await waitForInstance(client, tenant, "shop") };
}

export function readDeployment(client: Client, tenant: string): Promise<Deployment | undefined> {
  return client.get(resources.deployment, { namespace: tenantNamespace(tenant), name: "shop" });
}

export function readIngress(client: Client, tenant: string): Promise<AppliedObject | undefined> {
  return client.get(routeResources.Ingress, { namespace: tenantNamespace(tenant), name: "shop" });
}

export function readClaim(client: Client, tenant: string): Promise<HostClaim | undefined> {
  return client.get(resources.hostClaim, { name: `shop--${tenant}.sites.test` });
}

/** The instance.json that the module reads. */
export async function readInstanceFile(client: Client, tenant: string): Promise<Record<string, unknown>> {
  const reference = { namespace: tenantNamespace(tenant), name: "shop-instance" };
  const configMap = await client.get(resources.configMap, reference);
  return JSON.parse(configMap?.data?.["instance.json"] ?? "{}") as Record<string, unknown>;
}
