import { reasons, type SyncReason } from "@tochka-rosta/crds";
import { ApiError } from "@tochka-rosta/controller-runtime";

/** Why the cluster does not hold a change yet, in the words of conditions. */
export interface SyncProblem {
  readonly reason: SyncReason;
  readonly message: string;
}

/** The problem behind an error of the client. */
export function toSyncProblem(error: unknown): SyncProblem {
  if (error instanceof ObjectReplacedError) return problemOf("ObjectReplaced");
  if (error instanceof NameTakenError) return { reason: "NameTaken", message: error.message };
  if (error instanceof PredecessorLeavingError) return problemOf("PreviousSiteLeaving");
  // Owners read this; what exactly the API server said is in the log.
  return problemOf(error instanceof ApiError ? "ClusterRefused" : "ClusterNotReached");
}

function problemOf(reason: SyncReason): SyncProblem {
  return { reason, message: reasons[reason].message };
}

/** An object of this name exists that this core did not make: it is left alone. */
export class NameTakenError extends Error {
  override readonly name = "NameTakenError";
}

/** An object of this row is there that is not the row's first one, nor made again for it. */
export class ObjectReplacedError extends Error {
  override readonly name = "ObjectReplacedError";
}

/** The name is held by the object of a site that its owner deleted, which is on its way out. */
export class PredecessorLeavingError extends Error {
  override readonly name = "PredecessorLeavingError";
}

/** As it is stored: "Reason: message". */
export function formatSyncProblem({ reason, message }: SyncProblem): string {
  return `${reason}: ${message}`;
}

export function parseSyncProblem(text: string | null): SyncProblem | undefined {
  const [, reason, message] = /^(\w+): ([\s\S]*)$/.exec(text ?? "") ?? [];
  if (reason === undefined || message === undefined) return undefined;
  return { reason: reason as SyncProblem["reason"], message };
}
