import { badRequest } from "../errors.ts";
import type { KubeObject } from "../objects.ts";
import type { ManagerIdentity } from "../apply/managers.ts";

export type FieldValidation = "Strict" | "Warn" | "Ignore";

/** How a write is to be done, from the request's query and headers. */
export interface WriteOptions {
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly fieldManager: string;
  readonly fieldValidation: FieldValidation;
}

/** What a write came to. */
export interface WriteResult {
  readonly object: KubeObject;
  readonly created: boolean;
  readonly warnings: readonly string[];
}

/** Reads the options of a write. The manager defaults to the client's name, as the user agent gives it. */
export function parseWriteOptions(query: URLSearchParams, userAgent: string): WriteOptions {
  const dryRun = query.getAll("dryRun");
  if (dryRun.some((value) => value !== "" && value !== "All")) {
    throw badRequest(`Invalid value: "${dryRun.join(",")}": dryRun: supported values: "All"`);
  }
  const validation = query.get("fieldValidation") ?? "Warn";
  if (validation !== "Strict" && validation !== "Warn" && validation !== "Ignore") {
    throw badRequest(`fieldValidation: Unsupported value: "${validation}"`);
  }
  return {
    dryRun: dryRun.includes("All"),
    force: query.get("force") === "true" || query.get("force") === "1",
    fieldManager: query.get("fieldManager") ?? (userAgent.split("/")[0] || "unknown"),
    fieldValidation: validation,
  };
}

/** The writer as `managedFields` names it. */
export function writerOf(
  options: WriteOptions,
  operation: ManagerIdentity["operation"],
  apiVersion: string,
  subresource: string,
): ManagerIdentity {
  return { manager: options.fieldManager, operation, apiVersion, subresource };
}
