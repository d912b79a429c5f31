import { ApiError } from "@tochka-rosta/controller-runtime";

/** Why the cluster does not hold a change yet, in the words of conditions. */
export interface SyncProblem {
  readonly reason: "ClusterNotReached" | "ClusterRefused" | "NameTaken";
  readonly message: string;
}

/** The problem behind an error of the client. */
export function toSyncProblem(error: unknown): SyncProblem {
  if (error instanceof NameTakenError) return { reason: "NameTaken", message: error.message };
  if (error instanceof ApiError) {
    // Owners read this; what exactly the API server said is in the log.
    return { reason: "ClusterRefused", message: "The cluster refused the request. It is tried again." };
  }
  return {
    reason: "ClusterNotReached",
    message: "The cluster does not answer. The request is stored and will be carried out.",
  };
}

/** An object of this name exists that this core did not make: it is left alone. */
export class NameTakenError extends Error {
  override readonly name = "NameTakenError";
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
