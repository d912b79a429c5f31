import { type Clock, systemClock } from "../src/clock/clock.ts";

/** The machine's clock, `speed` times as fast, with a wall clock wrong by `skewMilliseconds`: real sockets, short waits. */
export function fastClock(speed: number, skewMilliseconds = 0): Clock {
  const startedAt = systemClock.now();
  return {
    now: () => startedAt + (systemClock.now() - startedAt) * speed + skewMilliseconds,
    monotonic: () => systemClock.monotonic() * speed,
    setTimeout: (callback, milliseconds) => systemClock.setTimeout(callback, milliseconds / speed),
    random: () => systemClock.random(),
  };
}
