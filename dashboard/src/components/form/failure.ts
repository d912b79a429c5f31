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

// Refusals whose sentence speaks of one field, and says it better than the list of fields, where there is one.
const fieldOfCode: Readonly<Record<string, string>> = {
  CODE_WRONG: "code",
  CODE_SPENT: "code",
  CODE_EXPIRED: "code",
  SUBDOMAIN_UNAVAILABLE: "subdomain",
  HOST_PREFIX_TAKEN: "host_prefix",
  HOST_PREFIX_RESERVED: "host_prefix",
};

/** Sorts a refusal's texts to the fields they speak of. `unreachable` is said when core gave no sentence. */
export function readFailure({ code, title, errors = [] }: Refusal, unreachable: string): Failure {
  const sentence = title === "" ? unreachable : title;
  const field = fieldOfCode[code];
  if (field !== undefined) return { code, fields: { [field]: sentence } };
  if (errors.length === 0) return { code, message: sentence, fields: {} };
  return { code, fields: Object.fromEntries(errors.map((error) => [error.field, error.message])) };
}
