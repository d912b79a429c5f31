import { isIP } from "node:net";
import type { DatabaseServerSettings, Settings } from "./settings.ts";

/** Something that modules' pods connect to. */
export interface Endpoint {
  readonly host: string;
  /** Of a Service the port of its pods: policies see packets behind the Service. */
  readonly port: number;
  /** Narrows a Service's namespace to the pods behind it. */
  readonly podLabels?: Readonly<Record<string, string>> | undefined;
  /** Addresses that a host outside the cluster may have, since a policy knows no names; empty: they are not known. */
  readonly cidrs: readonly string[];
}

/** What a host is to a cluster. */
export type Location =
  | { readonly kind: "address"; readonly address: string }
  | { readonly kind: "service"; readonly namespace: string; readonly name: string }
  | { readonly kind: "outside" };

/** Where a host is, by how it is written. */
export function locate(host: string): Location {
  const address = host === "localhost" ? "127.0.0.1" : host;
  if (isIP(address) !== 0) return { kind: "address", address };
  const [, name, namespace] = /^([^.]+)\.([^.]+)\.svc(\.|$)/.exec(host) ?? [];
  return name === undefined || namespace === undefined ? { kind: "outside" } : { kind: "service", namespace, name };
}

export function databaseEndpoint(
  { host, port, podLabels }: DatabaseServerSettings,
  { databaseCidrs }: Pick<Settings, "databaseCidrs">,
): Endpoint {
  return { host, port, podLabels, cidrs: databaseCidrs };
}

/** The core's public keys. */
export function coreKeysEndpoint({
  coreJwksUrl,
  coreKeysCidrs,
}: Pick<Settings, "coreJwksUrl" | "coreKeysCidrs">): Endpoint {
  return { ...platformEndpoint(coreJwksUrl), cidrs: coreKeysCidrs };
}

/** The door out of the cluster; undefined where there is none. */
export function egressEndpoint({ egressUrl }: Pick<Settings, "egressUrl">): Endpoint | undefined {
  return egressUrl === undefined ? undefined : platformEndpoint(egressUrl);
}

/** Pods of the platform carry their Service's name, as everything in the chart does. */
function platformEndpoint(url: string): Endpoint {
  const { hostname, port, protocol } = new URL(url);
  const fallback = protocol === "https:" ? 443 : 80;
  const host = hostname.replace(/^\[|\]$/g, "");
  return {
    host,
    port: port === "" ? fallback : Number(port),
    podLabels: { "app.kubernetes.io/name": host.split(".")[0] ?? "" },
    cidrs: [],
  };
}

/** Everything that pods of modules may connect to. */
export function listEndpoints(
  settings: Pick<Settings, "egressUrl" | "coreJwksUrl" | "coreKeysCidrs" | "databaseCidrs">,
  servers: readonly DatabaseServerSettings[],
): readonly Endpoint[] {
  const door = egressEndpoint(settings);
  return [
    ...servers.map((server) => databaseEndpoint(server, settings)),
    coreKeysEndpoint(settings),
    ...(door === undefined ? [] : [door]),
  ];
}

/** Hosts outside the cluster whose addresses nobody has named: modules may connect to any address at their port. */
export function findOpenEndpoints(
  settings: Pick<Settings, "egressUrl" | "coreJwksUrl" | "coreKeysCidrs" | "databaseCidrs">,
  servers: readonly DatabaseServerSettings[],
): readonly Endpoint[] {
  return listEndpoints(settings, servers).filter(
    ({ host, cidrs }) => locate(host).kind === "outside" && cidrs.length === 0,
  );
}
