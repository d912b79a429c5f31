import { type Form, fileRefusalOf } from "../forms/form.ts";
import type { Text } from "../text/language.ts";

/** What a person sent with a form that came back, for the page that shows the form again. */
export interface FormDraft {
  readonly id: string;
  /** Path that the form was sent to, which tells the forms of a page apart. */
  readonly action: string;
  /** As it was typed. A file is not kept: it says so as `not kept`, or why it was refused. */
  readonly form: Form;
  /** What stood in the way, where the fields do not say it: what the route gave to `sendBack`. */
  readonly reason: unknown;
  /** The owner's session had ended; nothing has been judged yet. */
  readonly isInterrupted: boolean;
}

/** The address of a form's page with what was typed. */
export function draftPath(path: string, id: string): string {
  return `${path}?draft=${id}`;
}

/** Why the SDK itself sent a form back; its pages say it without the module's doing. */
export interface SdkReason {
  readonly sdk: Text;
}

/** The sentence of a form that the SDK sent back; undefined when the module did, whose page explains it. */
export function sdkReasonOf({ reason }: FormDraft): Text | undefined {
  return typeof reason === "object" && reason !== null && "sdk" in reason ? (reason as SdkReason).sdk : undefined;
}

/** A draft as it is stored. Escaped JSON, since texts of PostgreSQL hold no NUL and people's forms may. */
interface Stored {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly file?: ReturnType<typeof fileRefusalOf>;
  readonly reason?: unknown;
}

/** Writes what is kept of a form. Pure. */
export function writeDraft(action: string, form: Form, reason: object | undefined): string {
  const file = form.file && (fileRefusalOf(form) ?? "not kept");
  const stored: Stored = {
    action,
    fields: Object.fromEntries(form.fields),
    ...(file !== undefined && { file }),
    ...(reason && { reason }),
  };
  return JSON.stringify(stored);
}

/** Reads it back. Pure. */
export function readDraft(id: string, isInterrupted: boolean, text: string): FormDraft {
  const { action, fields, file, reason } = JSON.parse(text) as Stored;
  return {
    id,
    action,
    isInterrupted,
    reason,
    form: { fields: new Map(Object.entries(fields)), file },
  };
}
