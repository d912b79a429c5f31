import type { FieldError } from "../errors.ts";
import type { NameRule } from "../resource-kind.ts";
import type { ObjectMeta } from "../objects.ts";

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

const LABEL_MESSAGE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN_MESSAGE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/** What is wrong with the metadata of an object: its name, labels and annotations. */
export function metadataProblems(metadata: ObjectMeta, rule: NameRule): FieldError[] {
  const errors: FieldError[] = [];
  const refuse = (field: string, value: string, message: string): void => {
    errors.push({ reason: "FieldValueInvalid", message: `Invalid value: ${JSON.stringify(value)}: ${message}`, field });
  };
  const problem = nameProblem(metadata.name ?? "", rule);
  if (problem !== undefined) refuse("metadata.name", metadata.name ?? "", problem);
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (!LABEL_KEY.test(key))
      refuse("metadata.labels", key, "name part must consist of alphanumeric characters, '-', '_' or '.'");
    if (typeof value !== "string" || !LABEL_VALUE.test(value)) {
      refuse(
        "metadata.labels",
        String(value),
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
      );
    }
  }
  return errors;
}

function nameProblem(name: string, rule: NameRule): string | undefined {
  if (rule === "segment") {
    return name === "." || name === ".." || /[/%]/.test(name)
      ? `may not be '.', '..' or contain '/' or '%'`
      : undefined;
  }
  const limit = rule === "label" ? 63 : 253;
  if (name.length > limit) return `must be no more than ${limit} bytes`;
  if (rule === "label") return LABEL.test(name) ? undefined : LABEL_MESSAGE;
  return SUBDOMAIN.test(name) ? undefined : SUBDOMAIN_MESSAGE;
}

const SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

/** A name from `metadata.generateName`, with five random characters as Kubernetes appends them. */
export function generateName(prefix: string): string {
  let suffix = "";
  for (let count = 0; count < 5; count += 1) {
    suffix += SUFFIX_ALPHABET[Math.floor(Math.random() * SUFFIX_ALPHABET.length)] ?? "x";
  }
  return `${prefix.slice(0, 58)}${suffix}`;
}

const OWNER_FIELDS = ["apiVersion", "kind", "name", "uid"] as const;

/** What is wrong with the owner references: a part that is absent, or more than one controller. */
export function ownerProblems(metadata: ObjectMeta): FieldError[] {
  const owners = metadata.ownerReferences ?? [];
  const errors: FieldError[] = [];
  owners.forEach((owner, index) => {
    for (const part of OWNER_FIELDS) {
      if (typeof owner[part] === "string" && owner[part] !== "") continue;
      const field = `metadata.ownerReferences[${index}].${part}`;
      errors.push({ reason: "FieldValueInvalid", message: 'Invalid value: "": must not be empty', field });
    }
  });
  if (owners.filter((owner) => owner.controller === true).length > 1) {
    const message = "Invalid value: Only one reference can have Controller set to true";
    errors.push({ reason: "FieldValueInvalid", message, field: "metadata.ownerReferences" });
  }
  return errors;
}
