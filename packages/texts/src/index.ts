/** The one rule for texts that people type. No dependencies: browsers, programs and modules use it alike. */
export { allowedCharactersPattern } from "./characters.ts";
export { describeTextProblem } from "./describe-problem.ts";
export { describeEmailProblem, type EmailProblem, type EmailResult, readEmail } from "./read-email.ts";
export {
  countCodePoints,
  readLine,
  readParagraphs,
  type TextLimits,
  type TextProblem,
  type TextResult,
} from "./read-text.ts";
export { textSchema, type TextSchema } from "./schema.ts";
