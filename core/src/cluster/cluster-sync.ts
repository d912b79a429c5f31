import { setTimeout as sleep } from "node:timers/promises";
import {
  createClient,
  createLeaderElection,
  describeError,
  loadConfig,
  podIdentity,
  TransportError,
  type Client,
  type LeaderTerm,
} from "@tochka-rosta/controller-runtime";
import { Gauge } from "@prometheus-io/client";
import { readSyncHealth, type SyncState } from "./sync-health.ts";
import type { SyncParts } from "./sync-parts.ts";
import { createSyncTerm } from "./sync-term.ts";
import type { ClusterView } from "./view.ts";

/** Takes the owners' changes to the cluster and brings back what became of them, for as long as the process lives. */
export interface ClusterSync {
  readonly view: ClusterView;
  start(): void;
  stop(): Promise<void>;
}

const leaseName = "tochka-rosta-core";
const configRetryMilliseconds = 2000;

/**
 * Creates the sync. One replica at a time holds the lease and writes; each change is kept in its row until the cluster has it,
 * so nothing is lost whatever dies when.
 */
export function createClusterSync(parts: SyncParts & { readonly env: NodeJS.ProcessEnv }): ClusterSync {
  const stopping = new AbortController();
  const pod = podIdentity(parts.config.podName, parts.config.podUid);
  const state: SyncState = {
    pod,
    problem: "The cluster was not reached yet.",
    term: undefined,
    election: undefined,
  };
  let running: Promise<void> | undefined;
  measureHealth(parts, state);
  return {
    view: {
      hasTenant: (name, ownId) => state.term?.hasTenant(name, ownId) ?? false,
      get health() {
        return readSyncHealth(parts.config.clusterSync, state);
      },
    },
    start: () => {
      if (parts.config.clusterSync) running ??= run(parts, parts.env, state, stopping.signal);
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

function measureHealth(parts: SyncParts, state: SyncState): void {
  new Gauge({
    name: "tochka_core_cluster_up",
    help: "1 while this replica or the leader can apply changes to the cluster, else 0.",
    registers: [parts.metrics.registry],
    collect() {
      this.set(readSyncHealth(parts.config.clusterSync, state).state === "down" ? 0 : 1);
    },
  });
}

async function run(parts: SyncParts, env: NodeJS.ProcessEnv, state: SyncState, signal: AbortSignal): Promise<void> {
  const client = await connect(parts, env, state, signal);
  if (!client) return;
  const { config, log } = parts;
  const lease = { namespace: config.leaseNamespace, name: leaseName };
  const election = createLeaderElection({ client, ...lease, ...state.pod, log });
  state.election = election;
  try {
    while (!signal.aborted) {
      try {
        await election.run(signal, (term) => lead(parts, client, state, term));
      } catch (error) {
        log.error({ err: error }, "leader term failed, retrying");
        await pause(configRetryMilliseconds, signal);
      }
    }
  } finally {
    await client.close();
  }
}

/** The kubeconfig may come later than this process, so it is looked for again and again. */
async function connect({ config, log }: SyncParts, env: NodeJS.ProcessEnv, state: SyncState, signal: AbortSignal) {
  let client: Client | undefined;
  while (!client && !signal.aborted) {
    try {
      const cluster = await loadConfig({ kubeconfigPath: config.kubeconfig, env });
      client = createClient({ config: cluster, log });
    } catch (error) {
      const problem = `No way to the cluster: ${describeError(error)}`;
      if (state.problem !== problem)
        log.warn({ err: error }, "cluster unreachable; changes are stored and applied later");
      state.problem = problem;
      await pause(configRetryMilliseconds, signal);
    }
  }
  return client;
}

async function lead(parts: SyncParts, client: Client, state: SyncState, term: LeaderTerm): Promise<void> {
  const onOutcome = (error: unknown): void => {
    if (error === undefined) state.problem = undefined;
    else if (error instanceof TransportError) state.problem = "The cluster does not answer.";
  };
  const running = createSyncTerm(parts, { client, term, onOutcome });
  state.term = running;
  try {
    await running.run();
  } finally {
    state.term = undefined;
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
