export { describeError } from "@tochka-rosta/service/errors";

/** The body of a refused request, as the API server explains it. */
export interface ApiStatus {
  reason?: string;
  message?: string;
  details?: { retryAfterSeconds?: number; causes?: { field?: string; reason?: string; message?: string }[] };
}

/**
 * The API server answered with something other than success. `code` is the HTTP status, `reason` its one-word cause.
 *
 * @example
 * try {
 *   await client.create(configMaps, configMap);
 * } catch (error) {
 *   if (error instanceof ApiError) log.warn({ code: error.code, reason: error.reason }, "refused");
 * }
 */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: number;
  readonly reason: string;
  readonly status: ApiStatus;
  /** What the server asked us to wait, in milliseconds; undefined when it did not ask. */
  readonly retryAfterMilliseconds: number | undefined;

  constructor(request: string, code: number, status: ApiStatus, retryAfterMilliseconds?: number) {
    super(`${request}: ${code} ${status.reason ?? ""} ${status.message ?? ""}`.trimEnd());
    this.code = code;
    this.reason = status.reason ?? "";
    this.status = status;
    this.retryAfterMilliseconds = retryAfterMilliseconds;
  }
}

/**
 * The request got no answer: refused, reset, timed out, unreadable. Whether a write happened is unknown.
 *
 * @example
 * try {
 *   await client.create(configMaps, configMap);
 * } catch (error) {
 *   // It may have happened: read before doing it again.
 *   if (error instanceof TransportError) await client.get(configMaps, configMap.metadata);
 * }
 */
export class TransportError extends Error {
  override readonly name = "TransportError";
  /** undici's or the system's code, such as UND_ERR_HEADERS_TIMEOUT or ECONNRESET. */
  readonly code: string;

  constructor(request: string, code: string, cause: unknown) {
    super(`${request}: no answer (${code})`, { cause });
    this.code = code;
  }
}

/**
 * A write was held back on our side, because this process may not write now (its lease is not valid).
 *
 * @example
 * try {
 *   await manager.client.create(configMaps, configMap);
 * } catch (error) {
 *   if (error instanceof WriteRefusedError) log.info({}, "another replica leads");
 * }
 */
export class WriteRefusedError extends Error {
  override readonly name = "WriteRefusedError";
}

/**
 * Trying again will not help until the object changes. Not retried.
 *
 * @example
 * if (greeting.spec.text === "") throw new TerminalError("an empty greeting stays empty until it is edited");
 */
export class TerminalError extends Error {
  override readonly name = "TerminalError";
}

/**
 * Something expected is not there yet. Looked at again after the given time; counts as no error.
 *
 * @example
 * if (namespaceIsEnding) throw new WaitError("the namespace is still being deleted", 2_000);
 */
export class WaitError extends Error {
  override readonly name = "WaitError";
  readonly afterMilliseconds: number;

  constructor(message: string, afterMilliseconds: number) {
    super(message);
    this.afterMilliseconds = afterMilliseconds;
  }
}

/**
 * This process held the lease and lost it. Whoever ran under it must end, most simply by ending the process.
 *
 * @example
 * await manager.start(signal).catch((error: unknown) => {
 *   log.error({ error: describeError(error) }, error instanceof LeadershipLostError ? "the lease is lost" : "stopped");
 *   process.exit(1);
 * });
 */
export class LeadershipLostError extends Error {
  override readonly name = "LeadershipLostError";
}

/**
 * Whether the object is not there (404).
 *
 * @example
 * await client.get(configMaps, { name: "a", namespace: "b" }).catch((error: unknown) => {
 *   if (!isNotFound(error)) throw error;
 * });
 */
export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.code === 404;
}

/**
 * Whether somebody else wrote first (409 with reason Conflict).
 *
 * @example
 * await client.replace(configMaps, configMap).catch((error: unknown) => {
 *   if (isConflict(error)) throw new WaitError("another writer was first", 100);
 *   throw error;
 * });
 */
export function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.code === 409 && error.reason !== "AlreadyExists";
}

/**
 * Whether the name is taken (409 with reason AlreadyExists).
 *
 * @example
 * await client.create(configMaps, configMap).catch((error: unknown) => {
 *   if (!isAlreadyExists(error)) throw error;
 * });
 */
export function isAlreadyExists(error: unknown): boolean {
  return error instanceof ApiError && error.code === 409 && error.reason === "AlreadyExists";
}

/**
 * Whether the server no longer remembers this resource version or continue token (410, in HTTP or in a stream).
 *
 * @example
 * if (isExpired(error)) log.info({}, "the list starts over");
 */
export function isExpired(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 410 || error.reason === "Expired" || error.reason === "Gone");
}

/**
 * Whether the object itself is refused (422 or 400): sending the same again gets the same answer.
 *
 * @example
 * if (isInvalid(error)) throw new TerminalError(describeError(error));
 */
export function isInvalid(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 422 || error.code === 400);
}
