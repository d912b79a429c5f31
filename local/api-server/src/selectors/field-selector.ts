import { badRequest } from "../errors.ts";
import type { ResourceKind } from "../resource-kind.ts";
import { valueAt, type KubeObject, showValue } from "../objects.ts";

export type FieldMatch = (object: KubeObject) => boolean;

const ALWAYS = ["metadata.name", "metadata.namespace"];
/** Selectable names that are not the path of a member. */
const ALIASES: Readonly<Record<string, string>> = { source: "source.component" };

/** Compiles a field selector such as `metadata.name=a,status.phase!=Failed`. Throws 400 for a field it cannot select. */
export function parseFieldSelector(text: string, kind: ResourceKind): FieldMatch | undefined {
  if (text.trim() === "") return undefined;
  const requirements = text.split(/(?<!\\),/).map((part) => parseRequirement(part.trim(), kind));
  return (object) => requirements.every((requirement) => requirement(object));
}

/** The one name that the selector asks for, if it names one: lists of one object need no scan. */
export function selectedName(text: string): string | undefined {
  return /(?:^|,)metadata\.name==?([^,!]+)/.exec(text)?.[1];
}

function parseRequirement(text: string, kind: ResourceKind): FieldMatch {
  const match = /^([^=!]+)(==|=|!=)(.*)$/.exec(text);
  if (match === null) throw badRequest(`invalid field selector: ${JSON.stringify(text)}`);
  const [, field = "", operator, value] = match;
  if (!ALWAYS.includes(field) && !kind.selectableFields.includes(field)) {
    throw badRequest(`field label not supported: ${field}`);
  }
  const path = (ALIASES[field] ?? field).split(".");
  const read = (object: KubeObject): string => showValue(valueAt(object, path));
  return operator === "!=" ? (object) => read(object) !== value : (object) => read(object) === value;
}
