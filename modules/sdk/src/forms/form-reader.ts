import { describePhoneProblem, readContactPhone } from "@tochka-rosta/phones";
import { describeTextProblem, readLine, readParagraphs, type TextLimits, type TextResult } from "@tochka-rosta/texts";
import type { Language } from "../text/language.ts";
import type { FieldErrors } from "./field.ts";
import type { Form } from "./form.ts";

/** Reads what people typed into a form, and collects by field what cannot be taken. A field that is missing reads as empty. */
export interface FormReader {
  /** A text of one line; "" when it was refused. */
  readonly line: (name: string, limits: TextLimits) => string;
  /** A text of several lines; "" when it was refused. */
  readonly paragraphs: (name: string, limits: TextLimits) => string;
  /** A phone to be called on, as `+7` and ten digits; "" when none was typed or it was refused. */
  readonly contactPhone: (name: string) => string;
  /** What was refused so far, in the person's language. */
  readonly errors: FieldErrors;
}

/**
 * Starts reading a form. Nothing is cut or cleaned in silence: a text that is too long or holds control characters is refused in words.
 *
 * @example
 * const fields = readForm(context.form, context.language);
 * const name = fields.line("name", { maxLength: 150 });
 * if (Object.keys(fields.errors).length > 0) return showForm(fields.errors);
 */
export function readForm(form: Form, language: Language): FormReader {
  const errors: Record<string, string> = {};
  const take = (name: string, limits: TextLimits, result: TextResult): string => {
    if (result.ok) return result.text;
    errors[name] = describeTextProblem(result, limits, language);
    return "";
  };
  const typed = (name: string) => form.fields.get(name) ?? "";
  return {
    errors,
    line: (name, limits) => take(name, limits, readLine(typed(name), limits)),
    paragraphs: (name, limits) => take(name, limits, readParagraphs(typed(name), limits)),
    contactPhone: (name) => {
      const result = readContactPhone(typed(name));
      if (result.ok) return result.phone;
      if (result.problem !== "empty") errors[name] = describePhoneProblem(result.problem, language);
      return "";
    },
  };
}
