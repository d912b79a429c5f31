import { describePhoneProblem, readContactPhone } from "@tochka-rosta/phones";
import { describeTextProblem, readLine, readParagraphs, type TextLimits, type TextResult } from "@tochka-rosta/texts";
import type { Language } from "../text/language.ts";
import type { FieldErrors } from "./field.ts";
import { type Form, readInteger } from "./form.ts";

/** A text field: its limits, and what to say when nothing was typed; left out, it may stay empty. */
export interface TypedText extends TextLimits {
  readonly missing?: string;
}

/** A whole number within bounds, and what to say when it is none. */
export interface TypedInteger {
  readonly least: number;
  readonly most: number;
  readonly wrong: string;
}

/**
 * Reads what people typed into a form, and collects by field what cannot be taken. A field that is missing reads as empty. Read fields in the
 * order in which the page shows them: the first wrong one is focused.
 */
export interface FormReader {
  /** A text of one line; "" when it was refused. */
  readonly line: (name: string, typed: TypedText) => string;
  /** A text of several lines; "" when it was refused. */
  readonly paragraphs: (name: string, typed: TypedText) => string;
  /** A phone to be called on, as `+7` and ten digits; "" when none was typed or it was refused. */
  readonly contactPhone: (name: string, missing?: string) => string;
  /** A whole number; undefined when it was refused. */
  readonly integer: (name: string, typed: TypedInteger) => number | undefined;
  /** Refuses a field for a reason of the module's own; the first reason stays. */
  readonly refuse: (name: string, sentence: string) => void;
  /** What was refused so far, in the person's language and in the order of reading. */
  readonly errors: FieldErrors;
}

/**
 * Starts reading a form. Nothing is cut or cleaned in silence: a text that is too long or holds control characters is refused in words.
 *
 * @example
 * const fields = readForm(context.form, context.language);
 * const name = fields.line("name", { maxLength: 150, missing: context.translate(texts.nameMissing) });
 * if (hasErrors(fields.errors)) return sendBack();
 */
export function readForm(form: Form, language: Language): FormReader {
  const errors: Record<string, string> = {};
  const refuse = (name: string, sentence: string): void => {
    errors[name] ??= sentence;
  };
  const take = (name: string, limits: TypedText, result: TextResult): string => {
    if (!result.ok) refuse(name, describeTextProblem(result, limits, language));
    else if (result.text === "" && limits.missing !== undefined) refuse(name, limits.missing);
    return result.ok ? result.text : "";
  };
  const typed = (name: string) => form.fields.get(name) ?? "";
  return {
    errors,
    refuse,
    line: (name, limits) => take(name, limits, readLine(typed(name), limits)),
    paragraphs: (name, limits) => take(name, limits, readParagraphs(typed(name), limits)),
    contactPhone: (name, missing) => {
      const result = readContactPhone(typed(name));
      if (result.ok) return result.phone;
      if (result.problem !== "empty") refuse(name, describePhoneProblem(result.problem, language));
      else if (missing !== undefined) refuse(name, missing);
      return "";
    },
    integer: (name, { least, most, wrong }) => {
      const value = readInteger(form, name, least, most);
      if (value === undefined) refuse(name, wrong);
      return value;
    },
  };
}

/** Whether anything is wrong with a form. */
export function hasErrors(errors: FieldErrors): boolean {
  return Object.values(errors).some((error) => error !== undefined);
}
