import type { Cache, LeaderElection, LeaderElectionOptions } from "@tochka-rosta/controller-runtime";
import type { ClusterHealth } from "./view.ts";

/** Caches hear at least a bookmark a minute. */
const silenceMilliseconds = 100_000;

/** What the sync knows of itself. */
export interface SyncState {
  /** Our own name in the election. */
  readonly pod: Pick<LeaderElectionOptions, "identity" | "isPredecessor">;
  /** Why nothing goes on, or undefined while all is well. */
  problem: string | undefined;
  term: RunningTerm | undefined;
  election: Pick<LeaderElection, "holder" | "term"> | undefined;
}

interface RunningTerm {
  readonly caches: readonly Pick<Cache, "lastContactMilliseconds">[];
  hasTenant(name: string, ownId?: string): boolean;
}

/** Whether changes can reach the cluster, by this replica or by the one that leads. */
export function readSyncHealth(isOn: boolean, { pod, election, problem, term }: SyncState): ClusterHealth {
  if (!isOn) return { state: "off", note: "CLUSTER_SYNC is off: changes are stored and not applied" };
  if (!term) {
    const holder = election?.holder ?? "";
    // A term that was lost leaves our own name in the record: nobody leads then.
    if (holder === pod.identity) return { state: "down", note: problem ?? "The lease could not be renewed." };
    return holder !== "" && election?.term === undefined
      ? { state: "up", note: `${holder} applies changes to the cluster` }
      : { state: "down", note: problem ?? "No leader is known." };
  }
  const isSilent = term.caches.some(({ lastContactMilliseconds }) => lastContactMilliseconds > silenceMilliseconds);
  if (isSilent) return { state: "down", note: "The cluster has fallen silent." };
  return problem === undefined ? { state: "up", note: null } : { state: "down", note: problem };
}
