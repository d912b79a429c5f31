import { type Cache, type Client, createCache, defineResource, type Log } from "@tochka-rosta/controller-runtime";
import { group, type HostClaim, hostClaimKind, version } from "@tochka-rosta/crds";

import type { Sites } from "./site.ts";

/** The kind, for the client. */
export const hostClaims = defineResource<HostClaim>({
  group,
  version,
  plural: hostClaimKind.plural,
  kind: hostClaimKind.kind,
  namespaced: hostClaimKind.scope === "Namespaced",
});

/** Watches the claims of all hosts: the only thing the doorman may read. What was seen last counts while nothing new comes. */
export function watchHostClaims(client: Client, log: Log): Cache<HostClaim> {
  return createCache(client, { resource: hostClaims, log, project: keepState });
}

/** The sites behind a cache of claims. A claim without a status is one just made. */
export function sitesOf(claims: Pick<Cache<HostClaim>, "get" | "isSynced">): Sites {
  return {
    get isKnown() {
      return claims.isSynced;
    },
    find: (host) => {
      const claim = claims.get(host);
      if (claim === undefined) return undefined;
      const { site = "Starting", since } = claim.status ?? {};
      return { state: site, since: since === undefined ? undefined : Date.parse(since) };
    },
  };
}

/** Thousands of claims are held, and only their state is ever looked at. */
function keepState({ apiVersion, kind, metadata, spec, status }: HostClaim): HostClaim {
  const { name, uid, resourceVersion } = metadata;
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
    spec,
    ...(status === undefined ? {} : { status }),
  };
}
