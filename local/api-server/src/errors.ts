import type { JsonObject } from "./objects.ts";

/** What an error is about, as Kubernetes' `Status.details` names it. */
export interface StatusTarget {
  group?: string;
  resource?: string;
  kind?: string;
  name?: string;
}

/** One reason why an object was refused. `reason` is a Kubernetes cause type such as `FieldValueInvalid`. */
export interface FieldError {
  reason: string;
  message: string;
  field: string;
}

/** An error that is answered as a Kubernetes `Status` object. */
export class StatusError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: JsonObject | undefined;

  constructor(code: number, reason: string, message: string, details?: JsonObject) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  /** The `Status` document of this error. */
  toStatus(): JsonObject {
    return {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: this.message,
      ...(this.reason === "" ? {} : { reason: this.reason }),
      ...(this.details === undefined ? {} : { details: this.details }),
      code: this.code,
    };
  }
}

/** `tenants.tochkarosta.online` or, in the core group, `pods`. */
export function qualifiedResource(target: StatusTarget): string {
  return target.group === undefined || target.group === ""
    ? (target.resource ?? "")
    : `${target.resource}.${target.group}`;
}

function detailsOf(target: StatusTarget): JsonObject {
  return {
    ...(target.name === undefined ? {} : { name: target.name }),
    ...(target.group === undefined || target.group === "" ? {} : { group: target.group }),
    ...(target.resource === undefined ? {} : { kind: target.resource }),
  };
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, "BadRequest", message);
}

export function notFound(target: StatusTarget): StatusError {
  return new StatusError(
    404,
    "NotFound",
    `${qualifiedResource(target)} "${target.name ?? ""}" not found`,
    detailsOf(target),
  );
}

export function pathNotFound(): StatusError {
  return new StatusError(404, "NotFound", "the server could not find the requested resource", {});
}

export function methodNotAllowed(message: string): StatusError {
  return new StatusError(405, "MethodNotAllowed", message, {});
}

export function alreadyExists(target: StatusTarget): StatusError {
  return new StatusError(
    409,
    "AlreadyExists",
    `${qualifiedResource(target)} "${target.name ?? ""}" already exists`,
    detailsOf(target),
  );
}

export function conflict(target: StatusTarget, why: string, causes?: FieldError[]): StatusError {
  return new StatusError(
    409,
    "Conflict",
    `Operation cannot be fulfilled on ${qualifiedResource(target)} "${target.name ?? ""}": ${why}`,
    { ...detailsOf(target), ...(causes === undefined ? {} : { causes: causes.map((cause) => ({ ...cause })) }) },
  );
}

/** The conflict of a writer whose copy of the object is old. */
export function staleObject(target: StatusTarget): StatusError {
  return conflict(
    target,
    "the object has been modified; please apply your changes to the latest version and try again",
  );
}

/** The conflict of a server-side apply with the owners of other fields. */
export function applyConflict(causes: FieldError[]): StatusError {
  const [only] = causes;
  const message =
    causes.length === 1 && only !== undefined
      ? `Apply failed with 1 conflict: ${only.message}: ${only.field}`
      : `Apply failed with ${causes.length} conflicts: ${conflictsByManager(causes)}`;
  return new StatusError(409, "Conflict", message, { causes: causes.map((cause) => ({ ...cause })) });
}

function conflictsByManager(causes: FieldError[]): string {
  const groups = Map.groupBy(causes, (cause) => cause.message.replace(/^conflict/, "conflicts"));
  return [...groups].flatMap(([who, group]) => [`${who}:`, ...group.map((cause) => `- ${cause.field}`)]).join("\n");
}

export function invalid(target: StatusTarget, causes: FieldError[]): StatusError {
  const kind = target.group === undefined || target.group === "" ? target.kind : `${target.kind}.${target.group}`;
  const sentences = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const all = sentences.length === 1 ? (sentences[0] ?? "") : `[${sentences.join(", ")}]`;
  return new StatusError(422, "Invalid", `${kind} "${target.name ?? ""}" is invalid: ${all}`, {
    ...detailsOf(target),
    kind: target.kind,
    causes: causes.map((cause) => ({ ...cause })),
  });
}

export function forbidden(target: StatusTarget, why: string, causes?: FieldError[]): StatusError {
  return new StatusError(403, "Forbidden", `${qualifiedResource(target)} "${target.name ?? ""}" is forbidden: ${why}`, {
    ...detailsOf(target),
    ...(causes === undefined ? {} : { causes: causes.map((cause) => ({ ...cause })) }),
  });
}

/** The watch or the continued list asks for a version that is no longer kept. */
export function expired(message: string): StatusError {
  return new StatusError(410, "Expired", message);
}

export function gone(requested: number, oldest: number): StatusError {
  return expired(`too old resource version: ${requested} (${oldest})`);
}

export function unsupportedMediaType(received: string): StatusError {
  return new StatusError(
    415,
    "UnsupportedMediaType",
    `the body of the request was in an unknown format - accepted media types include: application/json, application/yaml (got ${received})`,
  );
}

/** The list or watch asks for a version that this server has not reached yet. */
export function tooLargeResourceVersion(requested: number, current: number): StatusError {
  const message = `Too large resource version: ${requested}, current: ${current}`;
  return new StatusError(504, "Timeout", `Timeout: ${message}`, {
    causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
    retryAfterSeconds: 1,
  });
}
