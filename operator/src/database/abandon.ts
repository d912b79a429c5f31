import { group } from "@tochka-rosta/crds";

/**
 * Put on an instance by a person: go on without its database, which is gone for good. A deletion ends without it; a site begins with
 * an empty one.
 */
export const abandonDatabaseAnnotation = `${group}/abandon-database`;

/** Whether a person has given the instance's database up. */
export function isDatabaseAbandoned({
  metadata,
}: {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> | undefined };
}): boolean {
  return metadata.annotations?.[abandonDatabaseAnnotation] === "true";
}
