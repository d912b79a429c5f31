import { Type } from "typebox";
import type { ObjectMeta, Rule } from "./kind.ts";

const uuidPattern = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";

/** `spec.id` of both kinds. */
export const Identity = Type.String({
  description:
    "Only for an object that is made again after it was lost: the uid of the first object, by which data and hosts of it are found. Written by core at creation; never added later, changed or removed.",
  maxLength: 36,
  pattern: uuidPattern,
});

/** At the root: a rule of the field itself is not asked when the field comes or goes. */
export const identityRule: Rule = {
  rule: "has(self.spec.id) == has(oldSelf.spec.id) && (!has(self.spec.id) || self.spec.id == oldSelf.spec.id)",
  message: "spec.id is set when an object is made and stays: it says whose data the object takes back",
  fieldPath: ".spec",
};

/** What an identity is read from. */
export interface Identified {
  readonly kind: string;
  readonly metadata: Pick<ObjectMeta, "name" | "uid">;
  readonly spec: { readonly id?: string };
}

/**
 * What a Tenant or ModuleInstance is known by for as long as its row lives, whatever becomes of the object: names of databases and
 * roles, marks, `instance.json` and the audience of hand-over tokens follow from it. A uuid.
 *
 * @throws TypeError for an object that was not read from the API and has no `spec.id`
 */
export function identityOf({ kind, metadata, spec }: Readonly<Identified>): string {
  const identity = spec.id ?? metadata.uid;
  if (identity === undefined) throw new TypeError(`${kind} ${metadata.name} was not read from the API: it has no uid`);
  return identity;
}
