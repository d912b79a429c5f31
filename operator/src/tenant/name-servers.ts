import { listEndpoints } from "../endpoints.ts";
import { needsNameServer, type ReachedServices } from "../reached-services.ts";
import type { AppliedObject, Deployment } from "../resources.ts";
import type { DatabaseServerSettings, Settings } from "../settings.ts";
import { allowsNameServers } from "./network-policy.ts";

/** What decides whether pods of a tenant may ask for names. */
export interface NameServerNeeds {
  readonly settings: Pick<Settings, "egressUrl" | "coreJwksUrl" | "coreKeysCidrs" | "databaseCidrs">;
  readonly servers: readonly DatabaseServerSettings[];
  readonly services: ReachedServices;
  /** The tenant's policy as it is. */
  readonly policy: Readonly<AppliedObject> | undefined;
  readonly deployments: readonly Readonly<Deployment>[];
}

/**
 * Whether pods of a tenant must be let to the name servers. Where there is a door they need not, but for names that only name servers
 * know; and pods of before, which have no names of their own, go on asking until the last of them is replaced. Once closed it stays
 * closed: a later rollout brings no such pods. Pure.
 */
export function needsNameServers({ settings, servers, services, policy, deployments }: NameServerNeeds): boolean {
  if (settings.egressUrl === undefined) return true;
  if (listEndpoints(settings, servers).some((endpoint) => needsNameServer(endpoint, services))) return true;
  if (!deployments.every(hasOwnNames)) return true;
  return allowsNameServers(policy) && !deployments.every(isWithoutOldPods);
}

/** Whether pods that the Deployment makes ask nobody for names, or it makes none. */
export function hasOwnNames({ spec }: Readonly<Deployment>): boolean {
  return spec?.replicas === 0 || spec?.template?.spec?.dnsPolicy === "None";
}

/** Whether all its pods are of its present template. */
export function isWithoutOldPods({ metadata, spec, status }: Readonly<Deployment>): boolean {
  const isObserved = (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  const replicas = status?.replicas ?? 0;
  return isObserved && replicas === (spec?.replicas ?? 1) && (status?.updatedReplicas ?? 0) === replicas;
}
