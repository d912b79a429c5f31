import { describeProblem, type EgressProblem } from "./problems.ts";

/** What else is known of a failure. */
export interface EgressErrorDetails {
  /** Host and port; never a path, which may hold a secret. */
  readonly target: string;
  /** Whether the target may have got the request: then only an idempotent one may be sent again. Default: false. */
  readonly wasSent?: boolean;
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

/** A request through the door that has no answer. */
export class EgressError extends Error {
  override readonly name = "EgressError";
  readonly problem: EgressProblem;
  readonly target: string;
  readonly wasSent: boolean;
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: EgressProblem, { target, wasSent = false, retryAfterSeconds, cause }: EgressErrorDetails) {
    super(`${target}: ${describeProblem(problem)} (${problem})`, { cause });
    this.problem = problem;
    this.target = target;
    this.wasSent = wasSent;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
