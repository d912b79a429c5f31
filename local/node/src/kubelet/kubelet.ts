import { once } from "node:events";
import { join } from "node:path";
import {
  systemClock,
  type Cache,
  type Client,
  type EventRecorder,
  type Log,
  type Runnable,
} from "@tochka-rosta/controller-runtime";
import {
  pods,
  tokenRequests,
  type ConfigMap,
  type Pod,
  type PodStatus,
  type Secret,
  type ServiceAccount,
  type TokenProjection,
} from "../cluster/resources.ts";
import { wantsApiAccess } from "./api-access.ts";
import type { ContainerLog } from "./container-log.ts";
import type { FindImage } from "./image-table.ts";
import { endLeftovers, removeForeignFolders } from "./leftovers.ts";
import type { LocalPorts } from "./local-ports.ts";
import { PodRunner } from "./pod-runner.ts";
import type { IssuedToken } from "./projected-tokens.ts";
import { PodStatusWriter } from "./pod-status-writer.ts";

/** What the kubelet works with. */
export interface KubeletOptions {
  client: Client;
  events: EventRecorder;
  log: Log;
  pods: Cache<Pod>;
  secrets: Cache<Secret>;
  configMaps: Cache<ConfigMap>;
  serviceAccounts: Cache<ServiceAccount>;
  /** What pods with a service account call the API server with; without it none can. */
  kubeconfig: string | undefined;
  ports: LocalPorts;
  findImage: FindImage;
  /** Holds one folder a pod. */
  podsDirectory: string;
  /** Every line that a program writes, as it comes. */
  onLine(pod: Readonly<Pod>, container: string, line: string): void;
}

/** A pod whose program was started again. */
export interface RestartedPod {
  pod: Readonly<Pod>;
  isReady: boolean;
}

/** Runs every pod of the cluster: there is one node. */
export class Kubelet implements Runnable {
  readonly name = "local-kubelet";
  readonly #options: KubeletOptions;
  readonly #runners = new Map<string, PodRunner>();
  readonly #statuses: PodStatusWriter;
  /** Uids of pods whose end is on its way: what else happens to them meanwhile changes nothing. */
  readonly #ending = new Set<string>();
  #isStopping = false;

  constructor(options: KubeletOptions) {
    this.#options = options;
    this.#statuses = new PodStatusWriter(options.client, options.log);
  }

  /** Runs pods until the signal aborts, then ends their programs. The caches must be filled. */
  async run(signal: AbortSignal): Promise<void> {
    const { podsDirectory, log } = this.#options;
    const ended = await endLeftovers(podsDirectory);
    if (ended > 0) log.warn({ ended }, "programs of an earlier platform were still running and have been ended");
    const uids = this.#options.pods.list().map(({ metadata }) => metadata.uid ?? "");
    await removeForeignFolders(podsDirectory, new Set(uids));
    const stopListening = [
      this.#options.pods.onEvent(({ type, object }) =>
        type === "deleted" ? this.#drop(object) : this.#follow(object),
      ),
      this.#options.secrets.onEvent(({ object }) => this.#refresh(object.metadata.namespace)),
      this.#options.configMaps.onEvent(({ object }) => this.#refresh(object.metadata.namespace)),
      this.#options.serviceAccounts.onEvent(({ object }) => this.#refresh(object.metadata.namespace)),
    ];
    if (!signal.aborted) await once(signal, "abort");
    for (const stop of stopListening) stop();
    // Pods outlive the platform: their last statuses stand until the next start tells new ones.
    this.#isStopping = true;
    this.#statuses.stop();
    const options = { isHasty: true };
    await Promise.all([...this.#runners.values()].map((runner) => runner.stop(platformStopGraceSeconds, options)));
  }

  /** The log of a container of a pod that is here; undefined when there is none. */
  findLog(wanted: {
    namespace: string;
    pod: string;
    container?: string | undefined;
    previous?: boolean | undefined;
  }): ContainerLog | undefined {
    const pod = this.#options.pods.get(`${wanted.namespace}/${wanted.pod}`);
    return this.#runners.get(pod?.metadata.uid ?? "")?.findLog(wanted.container, wanted.previous ?? false);
  }

  /** The status of a pod as it is here now, written or not; undefined when the pod does not run here. */
  findStatus(pod: Readonly<Pod>): PodStatus | undefined {
    return this.#runners.get(pod.metadata.uid ?? "")?.status;
  }

  /** Starts every program of an image again where it runs. Settles with the pods that have one, and whether they became ready. */
  async restart(image: string, graceSeconds: number): Promise<RestartedPod[]> {
    const restarts = [...this.#runners.values()].map(async (runner) => {
      const ready = await runner.restart(image, graceSeconds);
      return ready.length === 0 ? [] : [{ pod: runner.pod, isReady: ready.every(Boolean) }];
    });
    return (await Promise.all(restarts)).flat();
  }

  #follow(pod: Readonly<Pod>): void {
    const uid = pod.metadata.uid ?? "";
    const isLeaving = pod.metadata.deletionTimestamp !== undefined;
    const known = this.#runners.get(uid);
    if (isLeaving) void this.#end(pod, known, pod.metadata.deletionGracePeriodSeconds);
    else if (!known && !isOver(pod)) this.#runners.set(uid, this.#start(pod));
  }

  #start(pod: Readonly<Pod>): PodRunner {
    const { client, secrets, configMaps, serviceAccounts, kubeconfig, findImage, ports, events } = this.#options;
    const namespace = pod.metadata.namespace ?? "";
    return new PodRunner(pod, {
      directory: join(this.#options.podsDirectory, pod.metadata.uid ?? ""),
      configuration: {
        secret: (name) => secrets.get(`${namespace}/${name}`),
        configMap: (name) => configMaps.get(`${namespace}/${name}`),
      },
      requestToken: (projection) => requestToken(client, pod, projection),
      clock: systemClock,
      apiAccess: () =>
        kubeconfig !== undefined && wantsApiAccess(pod, (key) => serviceAccounts.get(key)) ? kubeconfig : undefined,
      findImage,
      ports,
      onStatus: (status) => this.#statuses.write(pod, status),
      onEvent: (type, reason, note) => events.record(pod, { type, reason, action: "RunContainer", note }),
      onLine: (container, line) => this.#options.onLine(pod, container, line),
    });
  }

  /** The object went away at once (no grace was asked, or the server knows none). */
  #drop(pod: Readonly<Pod>): void {
    const runner = this.#runners.get(pod.metadata.uid ?? "");
    if (runner) void this.#end(pod, runner, undefined);
  }

  async #end(pod: Readonly<Pod>, runner: PodRunner | undefined, graceSeconds: number | undefined): Promise<void> {
    const { client, log } = this.#options;
    const { uid } = pod.metadata;
    if (uid === undefined || this.#ending.has(uid)) return;
    this.#ending.add(uid);
    try {
      await runner?.stop(graceSeconds);
      this.#statuses.forget(uid);
      this.#runners.delete(uid);
      await runner?.removeFiles();
      await client.delete(pods, pod.metadata, { uid }, { gracePeriodSeconds: 0 });
    } catch (error) {
      // The API server is away: the pod stays terminating until this succeeds, or until our next start.
      if (this.#isStopping) return;
      log.warn({ pod: pod.metadata.name, error }, "the end of a pod could not be reported");
      setTimeout(() => void this.#end(pod, undefined, 0), 2_000).unref();
    } finally {
      this.#ending.delete(uid);
    }
  }

  #refresh(namespace: string | undefined): void {
    for (const runner of this.#runners.values()) {
      if (runner.pod.metadata.namespace === namespace) runner.refreshVolumes();
    }
  }
}

/** A token of the pod's own account that ends with the pod: whoever copies it has it no longer than that. */
async function requestToken(
  client: Client,
  { metadata: { name, namespace = "", uid = "" }, spec }: Readonly<Pod>,
  { audience, expirationSeconds }: Readonly<TokenProjection>,
): Promise<IssuedToken> {
  const issuedAt = systemClock.now();
  const { status } = await client.create(
    tokenRequests,
    {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      metadata: { name: spec.serviceAccountName ?? "default", namespace },
      spec: {
        ...(audience !== undefined && { audiences: [audience] }),
        ...(expirationSeconds !== undefined && { expirationSeconds }),
        boundObjectRef: { kind: "Pod", apiVersion: "v1", name, uid },
      },
    },
    { subresource: "token" },
  );
  if (status === undefined) throw new Error(`the API server issued no token for ${namespace}/${name}`);
  return { token: status.token, issuedAt, expiresAt: Date.parse(status.expirationTimestamp) };
}

/**
 * When the whole platform stops nobody sends requests any more and nobody needs longer: programs get ten seconds and no
 * farewell before.
 */
const platformStopGraceSeconds = 10;

function isOver(pod: Readonly<Pod>): boolean {
  return pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed";
}
