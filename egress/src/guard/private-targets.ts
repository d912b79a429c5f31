import { normalizeHostName, parseAddress } from "@tochka-rosta/service/net";
import { keyOfTarget } from "./connect-target.ts";

/** A host inside the platform operator's own network that tunnels may lead to although its address is not public. */
export interface PrivateTarget {
  readonly host: string;
  readonly port: number;
  /** Where it is; without them its name is resolved each time. */
  readonly addresses: readonly string[];
}

/** Finds a target in the platform operator's list. */
export type FindPrivateTarget = (target: { readonly host: string; readonly port: number }) => PrivateTarget | undefined;

/** Makes the finder of a list that was read. */
export function indexPrivateTargets(targets: readonly PrivateTarget[]): FindPrivateTarget {
  const byKey = new Map(targets.map((target) => [keyOfTarget(target), target]));
  return (target) => byKey.get(keyOfTarget(target));
}

/** Reads one entry of the setting; a text says what is wrong with it. */
export function readPrivateTarget(entry: object): PrivateTarget | string {
  const given = entry as { readonly host?: unknown; readonly port?: unknown; readonly addresses?: unknown };
  const host = typeof given.host === "string" ? readHost(given.host) : undefined;
  if (host === undefined) return `${quote(given.host)} is no host: write a name or an address`;
  const { port } = given;
  if (!isPort(port)) return `${host}: ${quote(port)} is no port`;
  const addresses: unknown = given.addresses ?? [];
  if (!Array.isArray(addresses)) return `${host}: addresses must be a list`;
  const read = addresses.map((address: unknown) =>
    typeof address === "string" ? parseAddress(address)?.text : undefined,
  );
  const wrong = read.indexOf(undefined);
  if (wrong >= 0) return `${host}: ${quote(addresses[wrong])} is no address`;
  return { host, port, addresses: read.filter((address) => address !== undefined) };
}

/** A name or an address in its one spelling. */
export function readHost(text: string): string | undefined {
  return parseAddress(text.replace(/^\[|\]$/g, ""))?.text ?? normalizeHostName(text);
}

/** Whether a value of JSON is a port. */
export function isPort(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value > 0 && value <= 65_535;
}

function quote(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 80);
}
