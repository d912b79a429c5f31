import { formatMicroTime } from "../apply/conditions.ts";
import type { Client } from "../client/client.ts";
import { type Clock, systemClock } from "../clock/clock.ts";
import { describeError } from "../errors.ts";
import { type Log, silentLog } from "../log.ts";
import { defineResource, keyOf, type KubernetesObject } from "../object.ts";
import { SpamFilter } from "./spam-filter.ts";
import type { EventDescription, EventRecorder } from "./types.ts";

/** Who writes events, and as what they are reported. */
export interface EventRecorderOptions {
  readonly client: Client;
  /** "tochkarosta.online/operator", say. */
  readonly reportingController: string;
  /** The process, such as the pod's name. */
  readonly reportingInstance: string;
  readonly clock?: Clock | undefined;
  readonly log?: Log | undefined;
}

interface ObjectReferenceField {
  apiVersion: string;
  kind: string;
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
}

interface EventObject extends KubernetesObject {
  eventTime: string;
  type: string;
  reason: string;
  action: string;
  note: string;
  reportingController: string;
  reportingInstance: string;
  regarding: ObjectReferenceField;
  related?: ObjectReferenceField;
  series?: { count: number; lastObservedTime: string };
}

export const events = defineResource<EventObject>({
  group: "events.k8s.io",
  version: "v1",
  plural: "events",
  kind: "Event",
  namespaced: true,
});

/** A run of equal events: one object in the API, counted on. */
interface Series {
  readonly namespace: string;
  readonly name: string;
  count: number;
  lastSeenAt: number;
  lastWrittenAt: number;
}

const NOTE_LENGTH = 1024;
const MAXIMUM_SERIES = 4096;
/** client-go: equal events further apart than this are two stories. */
const SERIES_MILLISECONDS = 6 * 60_000;
/** A series that goes on is written at most this often. */
const SERIES_REFRESH_MILLISECONDS = 60_000;

/**
 * Makes a recorder. Events are written one after the other in the background; one that fails is logged and given up.
 *
 * @example
 * const recorder = createEventRecorder({ client, reportingController: "example.com/greeting", reportingInstance: "pod-1" });
 * recorder.record(greeting, { type: "Normal", reason: "Written", action: "Apply", note: "The text is in place." });
 * await recorder.flush();
 */
export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  return new SeriesRecorder(options);
}

class SeriesRecorder implements EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #filter: SpamFilter;
  readonly #series = new Map<string, Series>();
  #writing: Promise<void> = Promise.resolve();
  #sequence = 0;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#log = options.log ?? silentLog;
    this.#filter = new SpamFilter(this.#clock);
  }

  record(regarding: Readonly<KubernetesObject>, event: EventDescription): void {
    const now = this.#clock.now();
    const subject = `${regarding.kind} ${keyOf(regarding)} ${regarding.metadata.uid ?? ""}`;
    const id = `${subject} ${event.type} ${event.reason} ${event.action} ${event.note}`;
    const series = this.#series.get(id);
    if (series === undefined || now - series.lastSeenAt > SERIES_MILLISECONDS) {
      if (this.#filter.isAllowed(subject)) this.#begin(id, regarding, event, now);
    } else this.#continue(series, now);
  }

  async flush(): Promise<void> {
    await this.#writing;
  }

  #begin(id: string, regarding: Readonly<KubernetesObject>, event: EventDescription, now: number): void {
    const object = this.#build(regarding, event, now);
    const { name, namespace = "default" } = object.metadata;
    this.#series.delete(id);
    this.#series.set(id, { namespace, name, count: 1, lastSeenAt: now, lastWrittenAt: now });
    const oldest = this.#series.keys().next();
    if (this.#series.size > MAXIMUM_SERIES && oldest.done !== true) this.#series.delete(oldest.value);
    this.#enqueue(() => this.#options.client.create(events, object));
  }

  #continue(series: Series, now: number): void {
    series.count++;
    series.lastSeenAt = now;
    if (series.count > 2 && now - series.lastWrittenAt < SERIES_REFRESH_MILLISECONDS) return;
    series.lastWrittenAt = now;
    const patch = { series: { count: series.count, lastObservedTime: formatMicroTime(now) } };
    this.#enqueue(() => this.#options.client.patchMerge(events, series, patch));
  }

  #enqueue(write: () => Promise<unknown>): void {
    this.#writing = this.#writing.then(async () => {
      try {
        await write();
      } catch (error) {
        this.#log.warn({ error: describeError(error) }, "an event could not be written");
      }
    });
  }

  #build(regarding: Readonly<KubernetesObject>, event: EventDescription, now: number): EventObject {
    // Events of cluster-scoped objects live in "default", where `kubectl describe` looks for them.
    const namespace = regarding.metadata.namespace ?? "default";
    const suffix = `${Math.floor(now).toString(16)}${(this.#sequence++ % 4096).toString(16).padStart(3, "0")}`;
    const { type, reason, action, note, related } = event;
    return {
      apiVersion: "events.k8s.io/v1",
      kind: "Event",
      metadata: { namespace, name: `${regarding.metadata.name}.${suffix}` },
      eventTime: formatMicroTime(now),
      type,
      reason,
      action,
      note: note.slice(0, NOTE_LENGTH),
      reportingController: this.#options.reportingController,
      reportingInstance: this.#options.reportingInstance,
      regarding: referenceTo(regarding),
      ...(related === undefined ? {} : { related: referenceTo(related) }),
    };
  }
}

function referenceTo({ apiVersion, kind, metadata }: Readonly<KubernetesObject>): ObjectReferenceField {
  const { name, namespace, uid, resourceVersion } = metadata;
  return {
    apiVersion,
    kind,
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}
