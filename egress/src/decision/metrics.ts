import { Counter, Gauge, Histogram, type Registry } from "@prometheus-io/client";

/** The door's instruments; none has a label that a tenant could choose or multiply. */
export type DoorMetrics = ReturnType<typeof createDoorMetrics>;

/** What is counted when somebody asks. */
export interface MetricSources {
  readonly countTunnels: () => number;
  readonly countOpenBreakers: () => number;
}

const connectSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const tunnelSeconds = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600];

/** Makes the instruments in a registry. */
export function createDoorMetrics(registry: Registry, sources: MetricSources) {
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge("tochka_egress_tunnels", "Tunnels open now.", sources.countTunnels);
  gauge("tochka_egress_breakers_open", "Hosts left alone for an instance now.", sources.countOpenBreakers);
  return { ...createDecisionMetrics(registers), ...createTunnelMetrics(registers), ...createLetterMetrics(registers) };
}

/** Of letters. */
export type LetterMetrics = ReturnType<typeof createLetterMetrics>;

function createLetterMetrics(registers: Registry[]) {
  return {
    letters: new Counter({
      name: "tochka_egress_letters_total",
      help: "Letters that modules handed over, by what the relay or the door said.",
      labelNames: ["outcome", "module"] as const,
      registers,
    }),
  };
}

function createDecisionMetrics(registers: Registry[]) {
  return {
    decisions: new Counter({
      name: "tochka_egress_decisions_total",
      help: "Requests for a tunnel by what was decided, why, and for which module.",
      labelNames: ["decision", "reason", "module"] as const,
      registers,
    }),
    refusedAddresses: new Counter({
      name: "tochka_egress_refused_addresses_total",
      help: "Answers of name servers that held an address which is not public, by what it is; mixed ones held public ones too.",
      labelNames: ["class", "mixed"] as const,
      registers,
    }),
    connectErrors: new Counter({
      name: "tochka_egress_connect_errors_total",
      help: "Connections that hosts did not take, by the system's code.",
      labelNames: ["code"] as const,
      registers,
    }),
    resolveSeconds: new Histogram({
      name: "tochka_egress_resolve_duration_seconds",
      help: "How long names took to resolve.",
      buckets: connectSeconds,
      registers,
    }),
    connectSeconds: new Histogram({
      name: "tochka_egress_connect_duration_seconds",
      help: "How long connections to hosts took.",
      buckets: connectSeconds,
      registers,
    }),
  };
}

function createTunnelMetrics(registers: Registry[]) {
  return {
    tunnelsEnded: new Counter({
      name: "tochka_egress_tunnels_ended_total",
      help: "Tunnels by why they ended.",
      labelNames: ["reason"] as const,
      registers,
    }),
    tunnelSeconds: new Histogram({
      name: "tochka_egress_tunnel_duration_seconds",
      help: "How long tunnels lived.",
      buckets: tunnelSeconds,
      registers,
    }),
    bytes: new Counter({
      name: "tochka_egress_bytes_total",
      help: "Bytes of ended tunnels, from pods (out) and to them (in).",
      labelNames: ["direction"] as const,
      registers,
    }),
  };
}
