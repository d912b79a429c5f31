import { findFreePort, type NoticeListener } from "@tochka-rosta/testing";
import type { ApiContext } from "./context.ts";
import { followDefinitions } from "./controllers/definitions.ts";
import { ExpireEvents } from "./controllers/event-expiry.ts";
import { GarbageCollector } from "./gc/garbage-collector.ts";
import { NamespaceController } from "./controllers/namespaces.ts";
import { loadCredentials } from "./credentials.ts";
import { createHandler } from "./http/handler.ts";
import type { Hooks, RequestRecord, ServerContext } from "./http/server-context.ts";
import { buildBuiltinKinds } from "./kinds/builtin-kinds.ts";
import { KindRegistry } from "./kinds/registry.ts";
import { renderKubeconfig } from "./kubeconfig.ts";
import { Listener } from "./listener.ts";
import { loadServiceAccountKeys } from "./service-account-keys.ts";
import { openStore } from "./storage/open-store.ts";
import type { Store } from "./storage/store.ts";

export interface ApiServerOptions {
  /** Where objects and credentials are kept; made when absent. */
  readonly dataDirectory: string;
  /** 0 or absent for a free one. */
  readonly port?: number;
  /** How many writes a watch can reach back, by resource. */
  readonly historyLimit?: number;
  readonly hooks?: Hooks;
  /** Told of damaged files that were set aside and made again. */
  readonly onNotice?: NoticeListener;
}

export interface ApiServer {
  readonly url: string;
  readonly port: number;
  readonly token: string;
  readonly caPem: string;
  readonly kubeconfig: string;
  /** What others hang in: logs of pods, faults, the recording of requests. May be changed while it runs. */
  readonly hooks: Hooks;
  /** The last requests, oldest first, when `recordRequests` was called. */
  readonly requestLog: readonly RequestRecord[];
  /** Keeps the last `limit` requests in `requestLog` from now on. */
  recordRequests(limit: number): void;
  /** Refuses connections until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Forgets the watch history of all resources, so that older watches get 410. */
  compact(): void;
  stop(): Promise<void>;
}

/** What this server stores but does not enforce: to be told where it is started. */
export const NOT_ENFORCED =
  "The local API server checks CRD schemas and their CEL rules; admission policies, webhooks, quota, limit ranges and RBAC are stored but not enforced.";

/**
 * Starts the API server over a data directory. Rejects when the port is taken or the directory cannot be written.
 * @throws StartError when the file of objects is damaged, with what to do
 */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const credentials = await loadCredentials(options.dataDirectory, options.onNotice);
  const keys = await loadServiceAccountKeys(options.dataDirectory, options.onNotice);
  const store = openStore(options.dataDirectory, options.historyLimit);
  const hooks: Hooks = { ...options.hooks };
  const requests = new RequestLog();
  const kinds = new KindRegistry(buildBuiltinKinds());
  const context: ServerContext = { store, kinds, clock: Date.now, token: credentials.token, keys, hooks };
  const controllers = startControllers(context);
  // Not the system's choice: another process's connection could take that port during a pause.
  const port = options.port ? options.port : await findFreePort();
  const listener = new Listener(credentials, createHandler(context), port);
  try {
    await listener.open();
  } catch (error) {
    for (const controller of controllers) controller.stop();
    store.close();
    throw error;
  }
  const url = `https://127.0.0.1:${listener.port}`;
  return {
    url,
    port: listener.port,
    token: credentials.token,
    caPem: credentials.caPem,
    kubeconfig: renderKubeconfig(url, credentials.caPem, credentials.token),
    hooks,
    requestLog: requests.records,
    recordRequests: (limit) => requests.keep(hooks, limit),
    pause: () => listener.close(),
    resume: () => listener.open(),
    compact: () => compact(store),
    stop: async () => {
      await listener.close();
      for (const controller of controllers) controller.stop();
      store.close();
    },
  };
}

function compact(store: Store): void {
  for (const [, collection] of store.collections()) collection.compact(store.revision);
}

interface Stoppable {
  stop(): void;
}

/** Definitions first: what they serve must be known before anything is collected or emptied. */
function startControllers(context: ApiContext): Stoppable[] {
  const stopFollowing = followDefinitions(context);
  const namespaces = new NamespaceController(context);
  return [{ stop: stopFollowing }, namespaces, new GarbageCollector(context), new ExpireEvents(context)];
}

/** The last requests, kept from the first call on; a further call changes how many. */
class RequestLog {
  readonly records: RequestRecord[] = [];
  #limit = 0;

  keep(hooks: Hooks, limit: number): void {
    const isRecording = this.#limit > 0;
    this.#limit = limit;
    if (isRecording) return;
    const next = hooks.onRequest;
    hooks.onRequest = (record) => {
      this.records.push(record);
      if (this.records.length > this.#limit) this.records.splice(0, this.records.length - this.#limit);
      next?.(record);
    };
  }
}
