/**
 * Resource versions of one resource compare as integers (officially since Kubernetes 1.35, KEP-5504). "" is older than all.
 * Anything that is no integer compares as older, so that nobody waits for a version that can never be reached.
 */
export function isAtLeast(version: string, wanted: string): boolean {
  return toNumber(version) >= toNumber(wanted);
}

function toNumber(version: string): bigint {
  return /^\d+$/.test(version) ? BigInt(version) : -1n;
}
