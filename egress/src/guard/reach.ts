import type { Duplex } from "node:stream";
import { type Clock, sleep } from "@tochka-rosta/controller-runtime";
import type { DoorProblem } from "@tochka-rosta/service/egress";
import { errorCode } from "@tochka-rosta/service/errors";
import type { AddressGuard } from "./address-guard.ts";
import type { ConnectTarget } from "./connect-target.ts";
import type { Dial } from "./dial.ts";
import type { FindPrivateTarget, PrivateTarget } from "./private-targets.ts";
import { neverByName, type AddressClass } from "./refused-ranges.ts";
import type { NameResolver } from "./resolve.ts";

/** What connections are made with. */
export interface ReachParts {
  readonly guard: AddressGuard;
  readonly resolver: NameResolver;
  readonly dial: Dial;
  readonly findPrivateTarget: FindPrivateTarget;
  readonly clock: Clock;
}

/** What was found on the way, for the log and the figures. */
export interface ReachFacts {
  readonly isPrivate: boolean;
  readonly address?: string;
  readonly resolveMilliseconds?: number;
  readonly connectMilliseconds?: number;
  /** What an address of the answer is, where it is not public. */
  readonly refusedClass?: AddressClass;
  /** Public and other addresses in one answer: an attack or a mistake. */
  readonly isMixed?: boolean;
  readonly errorCode?: string;
}

/** A connection, or why there is none. */
export type Reached =
  | { readonly socket: Duplex; readonly facts: ReachFacts }
  | { readonly problem: DoorProblem; readonly facts: ReachFacts };

/** How long names may take to resolve, and all addresses together to connect, in milliseconds. */
export const resolveMilliseconds = 5_000;
export const connectMilliseconds = 10_000;

/** Addresses of one answer that are tried. */
const addressesTried = 4;

/**
 * Resolves a target once, checks every address of the answer, and connects to one of the very addresses that were checked: a name server
 * that answers differently a moment later is not asked again.
 */
export async function reach(parts: ReachParts, target: ConnectTarget, signal: AbortSignal): Promise<Reached> {
  const listed = parts.findPrivateTarget(target);
  const isPrivate = listed !== undefined;
  const startedAt = parts.clock.monotonic();
  const found = await findAddresses(parts, target, listed);
  const resolvedAt = parts.clock.monotonic();
  const facts: ReachFacts = { isPrivate, resolveMilliseconds: resolvedAt - startedAt };
  if (typeof found === "string") return { problem: found, facts };
  const isFixed = listed !== undefined && (target.isAddress || listed.addresses.length > 0);
  const refusal = isFixed ? undefined : findRefusal(parts.guard, found, listed);
  if (refusal !== undefined) return { problem: "address_refused", facts: { ...facts, ...refusal } };
  const dialled = await dialOneByOne(parts, { addresses: found, port: target.port, isPrivate }, signal);
  return {
    ...dialled,
    facts: { ...facts, ...dialled.facts, connectMilliseconds: parts.clock.monotonic() - resolvedAt },
  };
}

async function findAddresses(
  { resolver, clock }: ReachParts,
  target: ConnectTarget,
  listed: PrivateTarget | undefined,
): Promise<readonly string[] | DoorProblem> {
  if (listed !== undefined && listed.addresses.length > 0) return listed.addresses;
  if (target.isAddress) return [target.host];
  const ended = new AbortController();
  try {
    const found = await Promise.race([
      listed === undefined ? resolver.resolvePublic(target.host) : resolver.resolvePrivate(target.host),
      sleep(clock, resolveMilliseconds, ended.signal).then(() => "timed_out" as const),
    ]);
    return found.length === 0 ? "name_unknown" : found;
  } catch (error) {
    return errorCode(error) === "ETIMEOUT" ? "timed_out" : "name_unknown";
  } finally {
    ended.abort();
  }
}

function findRefusal(
  guard: AddressGuard,
  addresses: readonly string[],
  listed: PrivateTarget | undefined,
): Pick<ReachFacts, "refusedClass" | "isMixed" | "address"> | undefined {
  const classes = addresses.map((address) => ({ address, class: guard.classify(address) }));
  const refused = classes.find((entry) => {
    if (entry.class === undefined) return false;
    return listed === undefined || neverByName.includes(entry.class);
  });
  if (refused?.class === undefined) return undefined;
  const isMixed = classes.some((entry) => entry.class === undefined);
  return { refusedClass: refused.class, address: refused.address, isMixed };
}

interface Addresses {
  readonly addresses: readonly string[];
  readonly port: number;
  readonly isPrivate: boolean;
}

async function dialOneByOne(
  { dial, guard, clock }: ReachParts,
  { addresses, port, isPrivate }: Addresses,
  signal: AbortSignal,
): Promise<
  { readonly socket: Duplex; readonly facts: object } | { readonly problem: DoorProblem; readonly facts: object }
> {
  const limit = new AbortController();
  const timer = clock.setTimeout(() => limit.abort(), connectMilliseconds);
  const blockList = isPrivate ? undefined : guard.blockList;
  let lastCode: string | undefined;
  try {
    for (const address of addresses.slice(0, addressesTried)) {
      try {
        const both = AbortSignal.any([signal, limit.signal]);
        const socket = await dial({ address, port, signal: both, blockList });
        return { socket, facts: { address } };
      } catch (error) {
        lastCode = errorCode(error) ?? "unknown";
        if (signal.aborted || limit.signal.aborted) break;
      }
    }
  } finally {
    timer.cancel();
  }
  const problem = limit.signal.aborted ? "timed_out" : "unreachable";
  return { problem, facts: { ...(lastCode !== undefined && { errorCode: lastCode }) } };
}
