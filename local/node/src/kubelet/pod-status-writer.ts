import { isDeepStrictEqual } from "node:util";
import { describeError, isNotFound, type Client, type Log } from "@tochka-rosta/controller-runtime";
import { pods, type Pod, type PodStatus } from "../cluster/resources.ts";

const retryMilliseconds = 500;

/**
 * Writes pod statuses, one request a pod at a time, always the newest; the ones in between are skipped. While the API
 * server is away it tries again until it is back.
 */
export class PodStatusWriter {
  readonly #client: Client;
  readonly #log: Log;
  readonly #desired = new Map<string, { pod: Readonly<Pod>; status: PodStatus }>();
  readonly #written = new Map<string, PodStatus>();
  readonly #busy = new Set<string>();
  #isStopped = false;

  constructor(client: Client, log: Log) {
    this.#client = client;
    this.#log = log;
  }

  /** Says what the status is now; returns at once. */
  write(pod: Readonly<Pod>, status: PodStatus): void {
    const uid = pod.metadata.uid ?? "";
    this.#desired.set(uid, { pod, status });
    if (!this.#busy.has(uid)) void this.#work(uid);
  }

  forget(uid: string): void {
    this.#desired.delete(uid);
    this.#written.delete(uid);
  }

  /** Writes nothing more. */
  stop(): void {
    this.#isStopped = true;
  }

  async #work(uid: string): Promise<void> {
    this.#busy.add(uid);
    for (let desired = this.#desired.get(uid); desired && !this.#isStopped; desired = this.#desired.get(uid)) {
      const { status } = desired;
      if (!isDeepStrictEqual(status, this.#written.get(uid)) && !(await this.#send(uid, desired.pod, status))) {
        await new Promise((resolve) => setTimeout(resolve, retryMilliseconds));
        continue;
      }
      if (this.#desired.get(uid) === desired) this.#desired.delete(uid);
    }
    this.#busy.delete(uid);
  }

  /** False when it should be tried again. */
  async #send(uid: string, pod: Readonly<Pod>, status: PodStatus): Promise<boolean> {
    try {
      const options = { subresource: "status", fieldManager: "tochka-rosta-local" } as const;
      await this.#client.patchMerge(pods, pod.metadata, { status }, options);
      this.#written.set(uid, status);
      return true;
    } catch (error) {
      if (isNotFound(error)) return true; // Deleted meanwhile: there is nothing to tell.
      if (!this.#isStopped)
        this.#log.warn({ pod: pod.metadata.name, error: describeError(error) }, "pod status not written");
      return false;
    }
  }
}
