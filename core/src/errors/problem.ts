import { catalogue, type FieldCode, type ProblemCode } from "./catalogue.ts";
import type { ProblemFacts } from "./facts.ts";

export type Language = "ru" | "en";

/** A text in every language that the platform speaks. */
export type Text = Readonly<Record<Language, string>>;

/** Fills `{name}` in a catalogue sentence; a text in both languages is taken in the reader's. */
export type ProblemValues = Readonly<Record<string, string | number | Text>>;

/** One field that was refused. `field` is a path with dots, as the client named it. */
export interface FieldProblem {
  readonly field: string;
  readonly code: FieldCode;
  readonly limit?: number;
}

/** An answer other than success, by catalogue code. `note` and `cause` are for the log only and never leave the process. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly code: ProblemCode;
  readonly values: ProblemValues;
  readonly fields: readonly FieldProblem[];
  readonly facts: ProblemFacts | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ProblemCode,
    options: {
      readonly note?: string;
      readonly cause?: unknown;
      readonly values?: ProblemValues;
      readonly fields?: readonly FieldProblem[];
      readonly facts?: ProblemFacts;
      readonly retryAfterSeconds?: number;
    } = {},
  ) {
    super(options.note ?? code, { cause: options.cause });
    this.code = code;
    this.values = options.values ?? {};
    this.fields = options.fields ?? [];
    this.facts = options.facts;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return catalogue[this.code].status;
  }
}

/** A refusal by a limit, with the time after which it may be tried again. */
export function tooManyRequests(seconds: number): ProblemError {
  return new ProblemError("TOO_MANY_REQUESTS", { values: { seconds }, retryAfterSeconds: seconds });
}

/** A refusal of single fields found after the schema was satisfied. */
export function fieldProblem(...fields: FieldProblem[]): ProblemError {
  return new ProblemError("VALIDATION_FAILED", { fields });
}
