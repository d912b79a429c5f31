import { readLine, textSchema, type TextLimits, type TextProblem } from "@tochka-rosta/texts";
import { Type } from "typebox";
import type { FieldCode } from "../errors/catalogue.ts";
import { fieldProblem } from "../errors/problem.ts";

/** A text of one line that a person types; its handler reads it by {@link readTypedLine}. */
export function TypedLine(limits: TextLimits, description?: string) {
  return Type.Unsafe<string>(textSchema(limits, description));
}

const codes: Readonly<Record<TextProblem, FieldCode>> = {
  empty: "REQUIRED",
  invisible: "REQUIRED",
  too_short: "TOO_SHORT",
  too_long: "TOO_LONG",
  control_character: "HIDDEN_CHARACTER",
  broken_character: "HIDDEN_CHARACTER",
  direction_control: "HIDDEN_CHARACTER",
};

/**
 * A typed text as it is stored: normalised, trimmed, whitespace kept apart.
 *
 * @throws ProblemError VALIDATION_FAILED for the field
 */
export function readTypedLine(field: string, typed: string, limits: TextLimits): string {
  const result = readLine(typed, limits);
  if (result.ok) return result.text;
  const code = codes[result.problem];
  const limit = code === "TOO_LONG" ? limits.maxLength : limits.minLength;
  const hasLimit = code === "TOO_LONG" || code === "TOO_SHORT";
  throw fieldProblem({ field, code, ...(hasLimit && limit !== undefined && { limit }) });
}
