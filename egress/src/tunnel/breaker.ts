import type { Clock } from "@tochka-rosta/controller-runtime";

interface Circuit {
  failures: number;
  failedAt: number;
  /** Until then nothing is tried; undefined while the host is tried. */
  openUntil: number | undefined;
  /** One request tries whether the host is back. */
  isTrying: boolean;
}

/** Failures in a row after which a host is left alone, and for how long: each further failure doubles it. */
const failuresAllowed = 5;
const firstPauseMilliseconds = 10_000;
const longestPauseMilliseconds = 5 * 60_000;

/** Leaves a host alone that fails again and again, for one instance: another's trouble with it is not this one's. */
export class Breaker {
  readonly #clock: Clock;
  readonly #circuits = new Map<string, Circuit>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Hosts that are left alone now. */
  get openCount(): number {
    const now = this.#clock.monotonic();
    return [...this.#circuits.values()].filter(({ openUntil = 0 }) => openUntil > now).length;
  }

  /** The seconds to wait; undefined when the host may be tried, which must then be reported. */
  check(key: string): number | undefined {
    const circuit = this.#circuits.get(key);
    if (circuit?.openUntil === undefined) return undefined;
    const left = circuit.openUntil - this.#clock.monotonic();
    if (left > 0 || circuit.isTrying) return Math.max(1, Math.ceil(left / 1_000));
    circuit.isTrying = true;
    return undefined;
  }

  /** The host took the connection. */
  succeeded(key: string): void {
    this.#circuits.delete(key);
  }

  /** Nothing was learnt: the asker went away. */
  abandoned(key: string): void {
    const circuit = this.#circuits.get(key);
    if (circuit !== undefined) circuit.isTrying = false;
  }

  /** The host could not be resolved or reached. */
  failed(key: string): void {
    const circuit = this.#circuits.get(key) ?? { failures: 0, failedAt: 0, openUntil: undefined, isTrying: false };
    circuit.failures += 1;
    circuit.failedAt = this.#clock.monotonic();
    circuit.isTrying = false;
    this.#circuits.set(key, circuit);
    const beyond = circuit.failures - failuresAllowed;
    if (beyond < 0) return;
    const pause = Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** beyond);
    circuit.openUntil = this.#clock.monotonic() + pause;
  }

  /** Forgets hosts that nobody has asked for in a long time. */
  prune(): void {
    const forgottenBefore = this.#clock.monotonic() - 2 * longestPauseMilliseconds;
    for (const [key, { failedAt }] of this.#circuits) if (failedAt < forgottenBefore) this.#circuits.delete(key);
  }
}
