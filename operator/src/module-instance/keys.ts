import { createHash, hkdfSync } from "node:crypto";
import { readFile } from "node:fs/promises";
import { identityOf, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import type { ReconcileContext } from "@tochka-rosta/controller-runtime";
import { describeError } from "@tochka-rosta/service/errors";
import { formatKeyRing, keyBytes, parseKeyRing, type KeyRing } from "@tochka-rosta/service/keys";
import type { OperatorContext } from "../context.ts";
import { buildInstanceMetadata } from "../ownership.ts";
import { resources, type Secret } from "../resources.ts";
import type { InstanceMemory } from "./memory.ts";

/** How an instance's keys stand. */
export type ObservedKeys =
  /** The platform has none, or the instance is not to run. */
  | { readonly state: "notRead" }
  /** The API server refuses to show the Secret, or the platform's keys cannot be read: what is there stays. */
  | { readonly state: "unreadable" }
  | { readonly state: "current" }
  /** The Secret is missing or holds something else than these. */
  | { readonly state: "stale"; readonly keys: string };

/** Both are part of every key: with others a restored platform could not open what was sealed before. */
const salt = "tochka-rosta/instance-keys";
const fileKey = "keys.json";

/** An observation this recent is not repeated while the site's pods are up, and the shorter while one starts and may wait for it. */
const freshMilliseconds = { running: 30_000, starting: 2_000 } as const;

/** Name of the Secret with the keys that an instance seals with what its owner entrusts to it. */
export function keysSecretName(instance: string): string {
  return `${instance}-keys`;
}

/**
 * The platform's keys.
 *
 * @throws Error when the file cannot be read or is no key ring; the text itself is never repeated
 */
export async function readPlatformKeys(path: string): Promise<KeyRing> {
  try {
    return parseKeyRing(await readFile(path, "utf8"));
  } catch (error) {
    throw new Error(`PLATFORM_KEYS_FILE: ${path}: ${describeError(error)}`, { cause: error });
  }
}

/**
 * The keys of one instance: HKDF-SHA256 (RFC 5869) of each platform key, `info` being the instance's identity, which outlives its
 * object. So they come out the same after a restore, and one instance's say nothing of another's. Pure.
 */
export function deriveKeys({ current, keys }: KeyRing, identity: string): KeyRing {
  const derive = (key: Buffer) => Buffer.from(hkdfSync("sha256", key, salt, identity, keyBytes));
  return { current, keys: new Map([...keys].map(([version, key]) => [version, derive(key)])) };
}

/**
 * Reads the platform's keys, and the Secret live unless it was as it should be a moment ago. Where the platform's keys cannot be read it
 * says so in the log and nothing more: sites have theirs, and must not suffer for a file.
 *
 * @throws what the API server refuses
 */
export async function observeKeys(
  { client, clock, settings }: Pick<OperatorContext, "client" | "clock" | "settings">,
  subject: {
    readonly instance: Readonly<ModuleInstance>;
    readonly isStarting: boolean;
    readonly memory: InstanceMemory;
  },
  { signal, log }: Pick<ReconcileContext, "signal" | "log">,
): Promise<ObservedKeys> {
  const { instance, isStarting, memory } = subject;
  if (settings.platformKeysFile === undefined) return { state: "notRead" };
  let keys: string;
  try {
    keys = formatKeyRing(deriveKeys(await readPlatformKeys(settings.platformKeysFile), identityOf(instance)));
  } catch (error) {
    log.warn({ error: describeError(error) }, "the platform's keys cannot be read: instances keep those they have");
    return { state: "unreadable" };
  }
  const digest = createHash("sha256").update(keys).digest("base64");
  const since = clock.monotonic() - freshMilliseconds[isStarting ? "starting" : "running"];
  const { keysSeen } = memory;
  if (keysSeen !== undefined && keysSeen.digest === digest && keysSeen.at > since) return { state: "current" };
  delete memory.keysSeen;
  const reference = { namespace: instance.metadata.namespace, name: keysSecretName(instance.metadata.name) };
  const secret = await client.get(resources.secret, reference, { signal });
  if (readKeys(secret) !== keys) return { state: "stale", keys };
  memory.keysSeen = { at: clock.monotonic(), digest };
  return { state: "current" };
}

/** The keys by the Service Binding specification, so that the module finds them as it finds its database. */
export function buildKeysSecret(instance: Readonly<ModuleInstance>, tenant: Readonly<Tenant>, keys: string): Secret {
  const content = { type: "tochka-rosta-keys", provider: "tochka-rosta", [fileKey]: keys };
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: buildInstanceMetadata(instance, tenant, keysSecretName(instance.metadata.name)),
    type: "servicebinding.io/tochka-rosta-keys",
    data: Object.fromEntries(Object.entries(content).map(([key, value]) => [key, encode(value)])),
  };
}

function readKeys(secret: Readonly<Secret> | undefined): string | undefined {
  const encoded = secret?.data?.[fileKey];
  return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8");
}

function encode(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}
