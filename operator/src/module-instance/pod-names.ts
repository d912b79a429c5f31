import type { Pod } from "@tochka-rosta/controller-runtime/built-in-kinds";
import { locate, type Endpoint } from "../endpoints.ts";
import { needsNameServer, type ReachedServices } from "../reached-services.ts";
import type { Deployment } from "../resources.ts";

type PodSpec = NonNullable<Pod["spec"]>;

/** How a pod finds the names that it needs. Empty: it asks the cluster's name servers. */
export type PodNames = Pick<PodSpec, "dnsPolicy" | "dnsConfig" | "hostAliases">;

/**
 * Names of Services as lines of the pod's hosts file, and nobody to ask for others: whoever may ask a resolver carries data out in the
 * names that it asks for, which no policy sees. A Service that is not there now keeps the address that the Deployment has of it: it may
 * come back with the same, and a change would replace every pod. Pure.
 *
 * @param endpoints where the pod connects to
 */
export function buildPodNames(
  endpoints: readonly Endpoint[],
  services: ReachedServices,
  before: Readonly<Deployment> | undefined,
): PodNames {
  if (endpoints.some((endpoint) => needsNameServer(endpoint, services))) return {};
  const namesByAddress = new Map<string, Set<string>>();
  for (const { host } of endpoints) {
    for (const address of addressesOf(host, services, before)) {
      namesByAddress.set(address, (namesByAddress.get(address) ?? new Set()).add(host));
    }
  }
  const aliases = [...namesByAddress].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    dnsPolicy: "None",
    // One must be named. Nobody answers there.
    dnsConfig: { nameservers: ["127.0.0.1"] },
    ...(aliases.length > 0 && {
      hostAliases: aliases.map(([ip, hostnames]) => ({ ip, hostnames: [...hostnames].sort() })),
    }),
  };
}

function addressesOf(
  host: string,
  services: ReachedServices,
  before: Readonly<Deployment> | undefined,
): readonly string[] {
  const location = locate(host);
  if (location.kind !== "service") return [];
  const found = services.find(location);
  if (found !== undefined && found !== "none") return found;
  const aliases = before?.spec?.template?.spec?.hostAliases ?? [];
  return aliases.filter(({ hostnames = [] }) => hostnames.includes(host)).map(({ ip }) => ip);
}
