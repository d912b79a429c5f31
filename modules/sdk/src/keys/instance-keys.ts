import { readFile } from "node:fs/promises";
import { describeError } from "@tochka-rosta/service/errors";
import { parseKeyRing, type KeyRing } from "@tochka-rosta/service/keys";
import type { LiveIdentity } from "../instance/live-identity.ts";
import type { Text } from "../text/language.ts";
import { openWithKeys, sealWithKeys } from "./seal-with-keys.ts";

/**
 * Keeps what an owner entrusts to the site, such as the key of a payment service: sealed in the site's own database with keys that are
 * not in it. Who has a dump of the database has none of it.
 *
 * @example
 * const sealed = await context.keys.seal(typed, "payment-key");
 * const key = await context.keys.open(sealed, "payment-key");
 * if (key === undefined) return refuse("conflict", enterKeyAgain);
 */
export interface InstanceKeys {
  /**
   * Seals for one purpose; what was sealed for another does not open.
   * @throws KeysUnavailableError where the platform gives the site no keys, or they cannot be read
   */
  seal(text: string, purpose: string): Promise<string>;
  /**
   * The text; undefined when it must be entered again: the platform has lost or retired its key, or it is another site's.
   * @throws KeysUnavailableError where the platform gives the site no keys, or they cannot be read
   */
  open(sealed: string, purpose: string): Promise<string | undefined>;
}

/** Nothing can be sealed or opened here, and what was sealed is not lost by it. */
export class KeysUnavailableError extends Error {
  override readonly name = "KeysUnavailableError";
}

/** What to say where `open` gave nothing. */
export const enterKeyAgain: Text = {
  ru: "Сохранённый ключ больше не читается. Введите его ещё раз.",
  en: "The saved key can no longer be read. Enter it again.",
};

/** Keys of a file that the platform mounts; read at each use, since it follows the platform's rotation. */
export function openInstanceKeys(file: string, identity: Pick<LiveIdentity, "current">): InstanceKeys {
  const scopeOf = (purpose: string) => ({ instance: identity.current().uid, purpose });
  return {
    seal: async (text, purpose) => sealWithKeys(await readRing(file), scopeOf(purpose), text),
    open: async (sealed, purpose) => openWithKeys(await readRing(file), scopeOf(purpose), sealed),
  };
}

async function readRing(file: string): Promise<KeyRing> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    const isAbsent = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    const why = isAbsent
      ? "the platform gives this site no keys (the operator's PLATFORM_KEYS_FILE, since 0.3.0)"
      : `the site's keys cannot be read: ${describeError(cause)}`;
    throw new KeysUnavailableError(why, { cause });
  }
  try {
    return parseKeyRing(text);
  } catch (cause) {
    throw new KeysUnavailableError(`the site's keys cannot be read: ${describeError(cause)}`, { cause });
  }
}
