import { isPictureRefusal, type PictureRefusal } from "../pictures/refusal.ts";

/** A file that came with a form, whole in memory (the upload limit bounds it). */
export interface UploadedFile {
  readonly field: string;
  readonly bytes: Buffer;
}

/** Why a file was not taken; `explainUpload` says it in words. */
export type UploadRefusal = "too large" | "too large for a form" | "too often" | "no room" | "not kept";

/** What a person sent: fields by name, the last of equal names wins, and at most one file. */
export interface Form {
  readonly fields: ReadonlyMap<string, string>;
  /** A refused file keeps the fields, so that the form can come back with what was typed. */
  readonly file: UploadedFile | UploadRefusal | PictureRefusal | undefined;
}

/** The file itself, where one came and was taken. */
export function uploadedFileOf({ file }: Form): UploadedFile | undefined {
  return typeof file === "object" && "bytes" in file ? file : undefined;
}

/** Why a file was not taken; undefined where none came, or it was. */
export function fileRefusalOf({ file }: Form): UploadRefusal | PictureRefusal | undefined {
  return typeof file === "string" || isPictureRefusal(file) ? file : undefined;
}

export const EMPTY_FORM: Form = { fields: new Map(), file: undefined };

/** Makes a form of a parsed urlencoded or JSON body; nested values are not form fields and are left out. */
export function formOfBody(body: unknown): Form {
  if (typeof body !== "object" || body === null) return EMPTY_FORM;
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(body)) {
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    if (typeof last === "string" || typeof last === "number" || typeof last === "boolean")
      fields.set(name, String(last));
  }
  return { fields, file: undefined };
}

/** A whole number within bounds, undefined otherwise. */
export function readInteger(form: Form, name: string, minimum: number, maximum: number): number | undefined {
  const text = (form.fields.get(name) ?? "").replace(/[\s\u00a0]/g, "");
  if (!/^-?\d{1,15}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= minimum && value <= maximum ? value : undefined;
}

/** A ticked box. */
export function readTick(form: Form, name: string): boolean {
  const value = form.fields.get(name);
  return value === "on" || value === "true" || value === "1";
}
