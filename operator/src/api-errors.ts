import { ApiError } from "@tochka-rosta/controller-runtime";

/** Whatever was thrown, as an Error that can be thrown on. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/**
 * Why the API server refuses a write for good (a quota, a right, a rule), for people; undefined for every other failure, which
 * is retried.
 */
export function describeRefusal(error: Error): string | undefined {
  const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
  const refusals = errors.filter((one) => one instanceof ApiError).filter(({ code }) => [400, 403, 422].includes(code));
  return refusals.length === 0 ? undefined : refusals.map(({ status }) => status.message ?? "").join("; ");
}

/** Whether a write was refused for want of a right (403). */
export function isForbidden(error: Error): boolean {
  const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
  return errors.some((one) => one instanceof ApiError && one.code === 403);
}

/** Throws one error as it is and several as one, nothing when there is none. */
export function throwJoined(errors: readonly unknown[]): void {
  if (errors.length > 0) throw joinErrors(errors);
}

/** One error as it is, several as one. */
export function joinErrors(errors: readonly unknown[]): unknown {
  if (errors.length === 1) return errors[0];
  const messages = errors.map((error) => (error instanceof Error ? error.message : String(error)));
  return new AggregateError(errors, messages.join("; "));
}
