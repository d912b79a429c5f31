import type { Refusal } from "#api/browser.ts";

/** What a form shows after a refusal: texts beside fields by their names, and a text for the whole form. */
export interface Failure {
  message?: string;
  code?: string;
  fields: Readonly<Record<string, string | undefined>>;
}

/** The failure without what it says of these fields. */
export function withoutFields(failure: Failure, names: readonly string[]): Failure {
  const left = Object.entries(failure.fields).filter(([name]) => !names.includes(name));
  return { ...failure, fields: Object.fromEntries(left) };
}

// Refusals that speak of one field although core gives no list of fields with them.
const fieldOfCode: Readonly<Record<string, string>> = { CODE_WRONG: "code", SUBDOMAIN_UNAVAILABLE: "subdomain" };

/** Sorts a refusal's texts to the fields they speak of. `unreachable` is said when core gave no sentence. */
export function readFailure(refusal: Refusal, unreachable: string): Failure {
  const sentence = refusal.title === "" ? unreachable : refusal.title;
  const listed = refusal.errors ?? [];
  if (listed.length > 0)
    return { code: refusal.code, fields: Object.fromEntries(listed.map((e) => [e.field, e.message])) };
  const field = fieldOfCode[refusal.code];
  return field
    ? { code: refusal.code, fields: { [field]: sentence } }
    : { code: refusal.code, message: sentence, fields: {} };
}
