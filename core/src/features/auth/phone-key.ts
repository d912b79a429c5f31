import { createHmac } from "node:crypto";
import { deriveKey } from "../../config/secrets.ts";
import type { Context } from "../../context.ts";

/** A name for a phone where the phone itself must not appear, such as the keys of counters in Redis. */
export function phoneKey({ pepper }: Pick<Context, "pepper">, phone: string): string {
  return createHmac("sha256", deriveKey(pepper, "phone-key")).update(phone).digest("base64url").slice(0, 22);
}
