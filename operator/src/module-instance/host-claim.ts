import {
  labels,
  managedByValue,
  type HostClaim,
  type HostClaimStatus,
  type ModuleInstance,
  type SiteState,
  type Tenant,
} from "@tochka-rosta/crds";
import { apiVersion } from "@tochka-rosta/crds";
import { applyStatus, isAlreadyExists, WaitError, type RequestOptions } from "@tochka-rosta/controller-runtime";
import { fieldManager, type OperatorContext } from "../context.ts";
import { uidOf } from "../ownership.ts";
import { resources } from "../resources.ts";

const retryMilliseconds = 200;

/** The claim that makes a host an instance's own. */
export function buildHostClaim(host: string, instance: Readonly<ModuleInstance>, tenant: Readonly<Tenant>): HostClaim {
  return {
    apiVersion,
    kind: "HostClaim",
    metadata: {
      name: host,
      labels: {
        [labels.managedBy]: managedByValue,
        [labels.tenant]: tenant.metadata.name,
        [labels.tenantUid]: uidOf(tenant),
        [labels.instance]: instance.metadata.name,
        [labels.module]: instance.spec.module,
      },
    },
    spec: {
      tenant: tenant.metadata.name,
      instance: {
        namespace: instance.metadata.namespace ?? "",
        name: instance.metadata.name,
        uid: uidOf(instance),
      },
    },
  };
}

/**
 * Claims a host by creating its claim: the API server lets only one creation of a name succeed, so that is the lock. A claim
 * whose instance is no more is removed first.
 *
 * @param known the claim as the cache has it
 * @returns our claim; undefined when the host is another's
 * @throws WaitError when the answer changed meanwhile
 */
export async function claimHost(
  { client }: Pick<OperatorContext, "client">,
  desired: HostClaim,
  known: Readonly<HostClaim> | undefined,
  options: RequestOptions,
): Promise<Readonly<HostClaim> | undefined> {
  if (known !== undefined && isOurs(known, desired)) return known;
  const existing = known ?? (await create());
  if (existing !== undefined && isOurs(existing, desired)) return existing;
  // The cache may be old, and "another's" costs the owner a site: ask the API server itself.
  const current = await client.get(resources.hostClaim, { name: desired.metadata.name }, options);
  if (current !== undefined && isOurs(current, desired)) return current;
  if (current !== undefined && (await isHeld(current))) return undefined;
  if (current !== undefined) {
    await client.delete(resources.hostClaim, { name: desired.metadata.name }, { uid: uidOf(current) }, options);
  }
  throw new WaitError(`the host ${desired.metadata.name} has just become free`, retryMilliseconds);

  async function create(): Promise<HostClaim | undefined> {
    try {
      return await client.create(resources.hostClaim, desired, { fieldManager, ...options });
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      return undefined;
    }
  }

  async function isHeld(claim: HostClaim): Promise<boolean> {
    const { namespace, name, uid } = claim.spec.instance;
    const holder = await client.get(resources.moduleInstance, { namespace, name }, options);
    return holder?.metadata.uid === uid;
  }
}

/** Gives an instance's host back. Repeatable; another's claim is left alone. */
export async function releaseHost(
  { client }: Pick<OperatorContext, "client">,
  host: string,
  instanceUid: string,
  options: RequestOptions,
): Promise<void> {
  const claim = await client.get(resources.hostClaim, { name: host }, options);
  if (claim?.spec.instance.uid !== instanceUid) return;
  await client.delete(resources.hostClaim, { name: host }, { uid: uidOf(claim) }, options);
}

/** Tells the doorman how the site stands. A claim without a status says "Starting". */
export async function reportSite(
  { client }: Pick<OperatorContext, "client">,
  claim: Readonly<HostClaim>,
  site: SiteState,
): Promise<void> {
  if ((claim.status?.site ?? "Starting") === site) return;
  const module = claim.metadata.labels?.[labels.module];
  const status: HostClaimStatus = { site, ...(module !== undefined && { module }) };
  await applyStatus(client, resources.hostClaim, claim, status, { fieldManager });
}

function isOurs(claim: Readonly<HostClaim>, desired: HostClaim): boolean {
  return claim.spec.instance.uid === desired.spec.instance.uid;
}
