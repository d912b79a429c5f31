import { identityOf, tenantNamespace, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import type { RequestOptions } from "@tochka-rosta/controller-runtime";
import type { ObservationContext } from "../context.ts";
import { ApiError, keyOf } from "@tochka-rosta/controller-runtime";
import { resources, type Namespace, type Secret } from "../resources.ts";
import { needsNameServers } from "./name-servers.ts";
import { readRegistryFile, registrySecretName } from "./registry-secret.ts";

/** A tenant and everything that bears on it, at one moment. */
export interface ObservedTenant {
  readonly tenant: Readonly<Tenant>;
  /** Other tenants of the same identity. */
  readonly namesakes: readonly Readonly<Tenant>[];
  /** The namespace of the tenant's name, whosever it is. */
  readonly namespace: Readonly<Namespace> | undefined;
  readonly instances: readonly Readonly<ModuleInstance>[];
  /** Pods may ask for names, since they need some that only name servers know, or may still be of before they needed none. */
  readonly needsNameServers: boolean;
  /** Access to the registry of modules as it should be and as the namespace has it; undefined where none is configured. */
  readonly registry: { readonly config: string; readonly secret: Secret | undefined } | undefined;
}

/**
 * Reads the caches. A namespace that the cache does not know is looked for live: the cache holds only ours, and somebody else's
 * must not be taken over.
 */
export async function observeTenant(
  context: Pick<ObservationContext, "caches" | "client" | "settings" | "servers" | "services">,
  tenant: Readonly<Tenant>,
  options: RequestOptions,
): Promise<ObservedTenant> {
  const { caches, client, settings } = context;
  const name = tenantNamespace(tenant.metadata.name);
  const { registryFile } = settings.modulePods;
  const cached = caches.namespaces.get(name);
  return {
    tenant,
    namesakes: caches.tenants.byIndex("identity", identityOf(tenant)).filter((other) => keyOf(other) !== keyOf(tenant)),
    namespace: cached ?? (await client.get(resources.namespace, { name }, options)),
    instances: caches.moduleInstances.list(name),
    needsNameServers: needsNameServers({
      ...context,
      policy: caches.children.get(resources.networkPolicy)?.get(`${name}/tenant`),
      deployments: caches.deployments.list(name),
    }),
    registry:
      registryFile === undefined
        ? undefined
        : {
            config: await readRegistryFile(registryFile),
            secret: cached === undefined ? undefined : await observeRegistrySecret(client, name, options),
          },
  };
}

/** Secrets are read live. Where we have no right yet, in a new namespace, there is none either. */
async function observeRegistrySecret(
  client: ObservationContext["client"],
  namespace: string,
  options: RequestOptions,
): Promise<Secret | undefined> {
  try {
    return await client.get(resources.secret, { name: registrySecretName, namespace }, options);
  } catch (error) {
    if (error instanceof ApiError && error.code === 403) return undefined;
    throw error;
  }
}
