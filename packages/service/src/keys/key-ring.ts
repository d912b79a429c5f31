/** Keys of 32 bytes by version: what is sealed names the version, so that an older key opens what it sealed. */
export interface KeyRing {
  /** The version that new things are sealed with. */
  readonly current: string;
  readonly keys: ReadonlyMap<string, Buffer>;
}

/** What a key has, for AES-256 and as input of HKDF. */
export const keyBytes = 32;
const versionPattern = /^[a-z0-9]{1,16}$/;
/** A rotation a month for two years; whoever has more has forgotten to take old ones out. */
const mostVersions = 24;

/**
 * Reads `{"current": "1", "keys": {"1": "<base64 of 32 bytes>"}}`: the platform's file, and what an instance is given of it.
 *
 * @throws Error that says what is wrong; the text itself, which holds keys, is never repeated
 *
 * @example
 * const ring = parseKeyRing(await readFile("/bindings/keys/keys.json", "utf8"));
 */
export function parseKeyRing(text: string): KeyRing {
  const { current, keys } = parseObject(text);
  if (typeof keys !== "object" || keys === null || Array.isArray(keys)) throw new Error("keys: must be an object");
  const entries = Object.entries(keys as Readonly<Record<string, unknown>>);
  if (entries.length > mostVersions) throw new Error(`keys: has more than ${mostVersions} versions: take out old ones`);
  const ring = new Map(entries.map(([version, value]) => [version, parseKey(version, value)]));
  if (typeof current !== "string" || !ring.has(current)) throw new Error("current: must name one of the keys");
  return { current, keys: ring };
}

/** The text that `parseKeyRing` reads. Equal rings give equal texts. */
export function formatKeyRing({ current, keys }: KeyRing): string {
  const sorted = [...keys].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify({
    current,
    keys: Object.fromEntries(sorted.map(([version, key]) => [version, key.toString("base64")])),
  });
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined; // JSON.parse quotes its input, which holds keys.
  }
  if (typeof value !== "object" || value === null) throw new Error("must be a JSON object with current and keys");
  return value as Readonly<Record<string, unknown>>;
}

function parseKey(version: string, value: unknown): Buffer {
  if (!versionPattern.test(version)) throw new Error("keys: a version has 1 to 16 small letters or digits");
  const key = Buffer.from(typeof value === "string" ? value : "", "base64");
  if (key.length !== keyBytes) throw new Error(`keys.${version}: must be the base64 of ${keyBytes} bytes`);
  return key;
}
