import type { Log } from "@tochka-rosta/controller-runtime";
import type { DoorProblem } from "@tochka-rosta/service/egress";
import type { ReachFacts } from "../guard/reach.ts";
import type { EgressParty } from "../identity/clients.ts";
import type { Tunnel, TunnelEnd } from "../tunnel/tunnel.ts";
import type { DoorMetrics } from "./metrics.ts";

/** One request for a tunnel, and what became of it. */
export interface Decision {
  /** Undefined where a tunnel was opened. */
  readonly problem: DoorProblem | undefined;
  /** Undefined where the token was not taken. */
  readonly party: EgressParty | undefined;
  /** Host and port in their one spelling; undefined where the target could not be read. */
  readonly target: string | undefined;
  readonly facts: ReachFacts | undefined;
  /** For people who read the log; never what came in the request. */
  readonly note?: string | undefined;
}

const unknownModule = "unknown";

/** Writes the one line of a decision and counts it. It never holds a token, a path or a header. */
export function recordDecision(log: Log, metrics: DoorMetrics, decision: Decision): void {
  const { problem, party, target, facts, note } = decision;
  const reason = problem ?? "named";
  const verdict = problem === undefined ? "allow" : "deny";
  metrics.decisions.inc({ decision: verdict, reason, module: party?.module ?? unknownModule });
  if (facts !== undefined) countFacts(metrics, facts);
  const fields = {
    decision: verdict,
    reason,
    ...describeParty(party),
    target,
    ...facts,
    ...(note !== undefined && { note }),
  };
  log.info(fields, "egress decision");
}

/** Writes the line of a tunnel's end and counts it. */
export function recordEnd(log: Log, metrics: DoorMetrics, tunnel: Tunnel, reason: TunnelEnd): void {
  const { parts, bytes, startedAt } = tunnel;
  const milliseconds = parts.clock.monotonic() - startedAt;
  metrics.tunnelsEnded.inc({ reason });
  metrics.tunnelSeconds.observe(milliseconds / 1_000);
  metrics.bytes.inc({ direction: "out" }, bytes.out);
  metrics.bytes.inc({ direction: "in" }, bytes.in);
  const fields = { reason, ...describeParty(parts.party), target: parts.target };
  log.info({ ...fields, milliseconds, bytesOut: bytes.out, bytesIn: bytes.in }, "egress tunnel ended");
}

function countFacts(metrics: DoorMetrics, facts: ReachFacts): void {
  const { refusedClass, isMixed, errorCode, resolveMilliseconds, connectMilliseconds } = facts;
  if (refusedClass !== undefined) {
    metrics.refusedAddresses.inc({ class: refusedClass, mixed: String(isMixed === true) });
  }
  if (errorCode !== undefined) metrics.connectErrors.inc({ code: errorCode });
  if (resolveMilliseconds !== undefined) metrics.resolveSeconds.observe(resolveMilliseconds / 1_000);
  if (connectMilliseconds !== undefined) metrics.connectSeconds.observe(connectMilliseconds / 1_000);
}

function describeParty(party: EgressParty | undefined): Readonly<Record<string, string>> {
  if (party === undefined) return {};
  return { tenant: party.tenant, instance: party.name, module: party.module };
}
