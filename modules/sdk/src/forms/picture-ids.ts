import type { Form } from "./form.ts";
import { readTick } from "./form.ts";
import { isUuid } from "../text/uuid.ts";

/** The file input of a field of pictures; the field itself holds their ids. */
export const PICTURE_FILES_SUFFIX = "_files";

/** The ids in a field's value, each once; what is none is left out. Pure. */
export function splitPictureIds(value: string): string[] {
  return [...new Set(value.split(/\s+/).filter(isUuid))];
}

/** A field's value. Pure. */
export function joinPictureIds(ids: readonly string[]): string {
  return ids.join(" ");
}

/** The box that takes a picture out of a form. */
export function removalName(id: string): string {
  return `remove_${id}`;
}

/**
 * The pictures that a form is to have: those of its field without those that were ticked to be removed.
 * @param most as many are taken at most, the first of them
 */
export function readPictureIds(form: Form, name: string, most: number): string[] {
  const ids = splitPictureIds(form.fields.get(name) ?? "");
  return ids.filter((id) => !readTick(form, removalName(id))).slice(0, most);
}
