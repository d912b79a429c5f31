import { type Clock, sleep, type Timer } from "@tochka-rosta/controller-runtime";
import type { Tunnel, TunnelEnd } from "./tunnel.ts";

/** How long tunnels may do what; in milliseconds. */
export interface TunnelTimes {
  /** Without a byte in either direction. */
  readonly idle: number;
  /** With one side closed, and nothing coming from the other. */
  readonly halfClosed: number;
  /** With bytes waiting for a reader that takes none. */
  readonly stalled: number;
  /** Until the TLS hello has come. */
  readonly hello: number;
  /** Altogether: a token lives for minutes, and what it opened must not live for days. */
  readonly life: number;
}

const sweepMilliseconds = 1_000;
/** A tunnel without a byte for so long is between two requests. */
const quietMilliseconds = 1_000;

/** All tunnels of this process: an HTTP server forgets them once they are open. */
export class Tunnels {
  readonly #clock: Clock;
  readonly #times: TunnelTimes;
  readonly #open = new Set<Tunnel>();
  #sweeping: Timer | undefined;

  constructor(clock: Clock, times: TunnelTimes) {
    this.#clock = clock;
    this.#times = times;
  }

  get size(): number {
    return this.#open.size;
  }

  add(tunnel: Tunnel): void {
    this.#open.add(tunnel);
    this.#sweeping ??= this.#clock.setTimeout(() => this.#sweep(), sweepMilliseconds);
  }

  remove(tunnel: Tunnel): void {
    this.#open.delete(tunnel);
  }

  /** Cuts those that would not be opened any more. */
  cutUnless(isAllowed: (tunnel: Tunnel) => boolean): void {
    for (const tunnel of this.#open) if (!isAllowed(tunnel)) tunnel.end("revoked");
  }

  /** Cuts each tunnel when it is between two requests, and after the wait all that are left. */
  async stop(waitMilliseconds: number): Promise<void> {
    const until = this.#clock.monotonic() + waitMilliseconds;
    while (this.#open.size > 0 && this.#clock.monotonic() < until) {
      const now = this.#clock.monotonic();
      for (const tunnel of this.#open) if (now - tunnel.idleSince >= quietMilliseconds) tunnel.end("stopping");
      if (this.#open.size > 0) await sleep(this.#clock, Math.min(sweepMilliseconds, until - now));
    }
    for (const tunnel of this.#open) tunnel.end("stopping");
    this.#sweeping?.cancel();
  }

  /** One timer for all: ten thousand idle tunnels cost no timers of their own. */
  #sweep(): void {
    const now = this.#clock.monotonic();
    for (const tunnel of this.#open) {
      const end = findEnd(tunnel, this.#times, now);
      if (end !== undefined) tunnel.end(end);
    }
    this.#sweeping = this.#open.size === 0 ? undefined : this.#clock.setTimeout(() => this.#sweep(), sweepMilliseconds);
  }
}

function findEnd(tunnel: Tunnel, times: TunnelTimes, now: number): TunnelEnd | undefined {
  const { startedAt, idleSince, stalledSince } = tunnel;
  if (now - startedAt >= times.life) return "life_over";
  if (tunnel.isBeforeHello && now - startedAt >= times.hello) return "hello_missing";
  if (stalledSince !== undefined && now - stalledSince >= times.stalled) return "stalled";
  if (tunnel.isHalfClosed && now - idleSince >= times.halfClosed) return "idle";
  return now - idleSince >= times.idle ? "idle" : undefined;
}
