import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Clock, Log } from "@tochka-rosta/controller-runtime";
import { neverEgressPorts } from "@tochka-rosta/crds";
import { describeError } from "@tochka-rosta/service/errors";
import type { DoorProblem } from "@tochka-rosta/service/egress";
import type { DoorMetrics } from "../decision/metrics.ts";
import { recordDecision, recordEnd } from "../decision/record.ts";
import { keyOfTarget, parseConnectTarget, type ConnectTarget } from "../guard/connect-target.ts";
import { reach, type ReachFacts, type ReachParts } from "../guard/reach.ts";
import type { EgressParty, FindParty } from "../identity/clients.ts";
import type { Identify } from "../identity/identify.ts";
import type { SigningKeys } from "../identity/signing-keys.ts";
import type { TokenAccount } from "../identity/verify-token.ts";
import type { Breaker } from "../tunnel/breaker.ts";
import type { TunnelCounts } from "../tunnel/limits.ts";
import { Tunnel } from "../tunnel/tunnel.ts";
import type { Tunnels } from "../tunnel/tunnels.ts";
import { buildRefusal, established } from "./answer.ts";

/** Everything that a decision needs. */
export interface DoorParts {
  readonly keys: SigningKeys;
  readonly identify: Identify;
  readonly findParty: FindParty;
  /** Whether who may go where has been listed once. */
  readonly isReady: () => boolean;
  readonly reachParts: ReachParts;
  readonly counts: TunnelCounts;
  readonly breaker: Breaker;
  readonly tunnels: Tunnels;
  readonly metrics: DoorMetrics;
  readonly clock: Clock;
  readonly log: Log;
}

interface Refusal {
  readonly problem: DoorProblem;
  readonly party?: EgressParty | undefined;
  readonly target?: string | undefined;
  readonly facts?: ReachFacts | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly note?: string | undefined;
}

/** Who asks for what, once that may be. */
interface Admitted {
  readonly account: TokenAccount;
  readonly party: EgressParty;
  readonly target: ConnectTarget;
}

/** One CONNECT, from the request to the tunnel; whatever happens, it is answered with a status, since clients repeat at once without one. */
export async function serveConnect(
  parts: DoorParts,
  request: IncomingMessage,
  client: Duplex,
  head: Buffer,
): Promise<void> {
  const gone = new AbortController();
  client.on("error", () => gone.abort());
  client.once("close", () => gone.abort());
  try {
    const admitted = await admit(parts, request);
    const refusal = "problem" in admitted ? admitted : await open(parts, admitted, { client, head, gone: gone.signal });
    if (refusal !== undefined) refuse(parts, client, refusal);
  } catch (error) {
    parts.log.error({ error: describeError(error) }, "a request for a tunnel could not be decided");
    refuse(parts, client, { problem: "not_ready", retryAfterSeconds: 1 });
  }
}

function refuse({ log, metrics }: DoorParts, client: Duplex, refusal: Refusal): void {
  const { problem, party, target, facts, retryAfterSeconds, note } = refusal;
  recordDecision(log, metrics, { problem, party, target, facts, note });
  client.end(buildRefusal(problem, retryAfterSeconds));
}

/** Whether this pod may ask for this host at all; nothing outside the cluster is touched before that is known. */
async function admit(parts: DoorParts, request: IncomingMessage): Promise<Admitted | Refusal> {
  const connectTarget = parseConnectTarget(request.url ?? "");
  if (connectTarget === undefined) return { problem: "bad_request" };
  const target = keyOfTarget(connectTarget);
  const identified = await parts.identify(request.headers["proxy-authorization"]);
  if ("problem" in identified) {
    const { problem, note } = identified;
    return { problem, target, note, ...(problem === "not_ready" && { retryAfterSeconds: 1 }) };
  }
  const { account, party } = identified;
  const retryAfterSeconds = parts.counts.ask(party.id);
  if (retryAfterSeconds !== undefined) return { problem: "limit_reached", party, target, retryAfterSeconds };
  if (neverEgressPorts.some((port) => port === connectTarget.port)) return { problem: "port_refused", party, target };
  if (!party.targets.has(target)) return { problem: "host_not_named", party, target };
  return { account, party, target: connectTarget };
}

interface Asker {
  readonly client: Duplex;
  readonly head: Buffer;
  readonly gone: AbortSignal;
}

async function open(parts: DoorParts, admitted: Admitted, asker: Asker): Promise<Refusal | undefined> {
  const { party } = admitted;
  const target = keyOfTarget(admitted.target);
  const known = { party, target };
  const release = parts.counts.take(party.id, target);
  if (release === undefined) return { ...known, problem: "limit_reached", retryAfterSeconds: 1 };
  const retryAfterSeconds = parts.breaker.check(`${party.id} ${target}`);
  if (retryAfterSeconds !== undefined) {
    release();
    return { ...known, problem: "host_failing", retryAfterSeconds };
  }
  try {
    const reached = await reach(parts.reachParts, admitted.target, asker.gone);
    reportToBreaker(parts.breaker, `${party.id} ${target}`, reached, asker.gone);
    if ("problem" in reached) {
      release();
      return { ...known, ...reached };
    }
    beginTunnel(parts, { ...admitted, ...asker, release, upstream: reached.socket, facts: reached.facts });
    return undefined;
  } catch (error) {
    parts.breaker.abandoned(`${party.id} ${target}`);
    release();
    throw error;
  }
}

/** What the asker named wrongly, or gave up, says nothing of the host. */
function reportToBreaker(breaker: Breaker, key: string, reached: object, gone: AbortSignal): void {
  if (!("problem" in reached)) breaker.succeeded(key);
  else if (gone.aborted || reached.problem === "address_refused") breaker.abandoned(key);
  else breaker.failed(key);
}

interface Opened extends Admitted, Asker {
  readonly release: () => void;
  readonly upstream: Duplex;
  readonly facts: ReachFacts;
}

function beginTunnel(parts: DoorParts, opened: Opened): void {
  const { log, metrics, clock, tunnels } = parts;
  const { account, party, client, upstream, head, facts, release, gone } = opened;
  const target = keyOfTarget(opened.target);
  const tunnel = new Tunnel({
    party,
    account,
    target,
    client,
    upstream,
    tlsName: facts.isPrivate ? undefined : opened.target.host,
    clock,
    onEnd: (ended, reason) => {
      release();
      tunnels.remove(ended);
      recordEnd(log, metrics, ended, reason);
    },
  });
  recordDecision(log, metrics, { problem: undefined, party, target, facts });
  tunnels.add(tunnel);
  // It may have been deleted, or have gone away, while the host was dialled.
  if (gone.aborted) return tunnel.end("closed");
  if (parts.findParty(account)?.targets.has(target) !== true) return tunnel.end("revoked");
  client.write(established);
  tunnel.take(head);
  tunnel.start();
}
