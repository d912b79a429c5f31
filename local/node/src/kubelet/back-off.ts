/** The wait between restarts: doubles with every crash, and is forgotten after a long enough run. */
export interface RestartBackOff {
  firstMilliseconds: number;
  capMilliseconds: number;
  forgottenAfterMilliseconds: number;
}

/** A kubelet waits 10 s at first; on one's own machine a second is kinder. Cap and memory are the kubelet's. */
export const restartBackOff: RestartBackOff = {
  firstMilliseconds: 1_000,
  capMilliseconds: 300_000,
  forgottenAfterMilliseconds: 600_000,
};

/** The wait after `crashes` crashes in a row (at least one), in milliseconds. */
export function computeBackOff(crashes: number, settings: RestartBackOff = restartBackOff): number {
  return Math.min(settings.capMilliseconds, settings.firstMilliseconds * 2 ** (crashes - 1));
}
