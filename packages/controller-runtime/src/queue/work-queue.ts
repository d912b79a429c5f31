import type { Clock, Timer } from "../clock/clock.ts";
import { jitter } from "../clock/clock.ts";
import type { RuntimeMetrics } from "../metrics.ts";
import { Heap } from "./heap.ts";

/**
 * Behind everything that happened just now: objects that are merely there at the start, and full resyncs.
 *
 * @example
 * queue.add("b/a", { priority: LOW_PRIORITY, delayMilliseconds: 1_000 });
 */
export const LOW_PRIORITY = -100;

/** The name of a queue in metrics, its clock, and how long failures wait. */
export interface WorkQueueOptions {
  /** In metrics. */
  readonly name: string;
  readonly clock: Clock;
  readonly metrics?: RuntimeMetrics | undefined;
  readonly firstRetryMilliseconds?: number | undefined;
  readonly maximumRetryMilliseconds?: number | undefined;
}

export interface AddOptions {
  /** Higher goes first; 0 unless told. */
  readonly priority?: number | undefined;
  readonly delayMilliseconds?: number | undefined;
}

/** A key that was handed out to be worked on. */
export interface WorkItem {
  readonly key: string;
  readonly priority: number;
}

/** What is known of one key that waits; a stale copy in a heap is told by not being the one in the map. */
interface Entry {
  readonly key: string;
  readonly priority: number;
  readonly readyAt: number;
  readonly sequence: number;
}

const FIRST_RETRY_MILLISECONDS = 5;
const MAXIMUM_RETRY_MILLISECONDS = 300_000;
const RETRY_JITTER = 0.1;
/** So many are tolerated beside as many as keys wait, so that the sweep costs next to nothing per key. */
const STALE_COPIES = 64;

/**
 * A priority queue of keys with the guarantees of controller-runtime's: a key waits at most once (with the highest priority and
 * the earliest time asked for), is never worked on twice at a time, is handed out again if added while being worked on, and
 * goes first in, first out among its equals.
 *
 * @example
 * const queue = new WorkQueue({ name: "greeting", clock });
 * queue.add("b/a");
 * for (let item = await queue.take(); item !== undefined; item = await queue.take()) {
 *   await work(item.key).then(
 *     () => queue.forget(item.key),
 *     () => queue.addRateLimited(item.key),
 *   );
 *   queue.done(item.key);
 * }
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #waiting = new Map<string, Entry>();
  readonly #active = new Map<string, number>();
  readonly #failures = new Map<string, number>();
  readonly #ready = new Heap<Entry>(
    (left, right) =>
      left.priority > right.priority || (left.priority === right.priority && left.sequence < right.sequence),
  );
  readonly #delayed = new Heap<Entry>((left, right) => left.readyAt < right.readyAt);
  readonly #takers: ((item: WorkItem | undefined) => void)[] = [];
  #timer: { readonly timer: Timer; readonly at: number } | undefined;
  #sequence = 0;
  #isShutDown = false;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  /** Keys that wait, delayed ones included. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Entries that are kept for them, copies left behind by later adds included. */
  get kept(): number {
    return this.#ready.size + this.#delayed.size;
  }

  /** Keys being worked on. */
  get active(): number {
    return this.#active.size;
  }

  add(key: string, options: AddOptions = {}): void {
    if (this.#isShutDown) return;
    const now = this.#options.clock.monotonic();
    const requested = { priority: options.priority ?? 0, readyAt: now + (options.delayMilliseconds ?? 0) };
    const current = this.#waiting.get(key);
    if (current !== undefined && current.priority >= requested.priority && current.readyAt <= requested.readyAt) return;
    const entry: Entry = {
      key,
      priority: Math.max(current?.priority ?? requested.priority, requested.priority),
      readyAt: Math.min(current?.readyAt ?? requested.readyAt, requested.readyAt),
      sequence: current?.sequence ?? this.#sequence++,
    };
    if (current === undefined) this.#options.metrics?.queueAdds.inc({ name: this.#options.name });
    this.#waiting.set(key, entry);
    if (this.#active.has(key)) return;
    this.#schedule(entry, now);
  }

  /** Adds after a failure: each one in a row doubles the wait. */
  addRateLimited(key: string, priority?: number): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    const first = this.#options.firstRetryMilliseconds ?? FIRST_RETRY_MILLISECONDS;
    const maximum = this.#options.maximumRetryMilliseconds ?? MAXIMUM_RETRY_MILLISECONDS;
    const delay = jitter(this.#options.clock, Math.min(first * 2 ** failures, maximum), RETRY_JITTER);
    this.#options.metrics?.queueRetries.inc({ name: this.#options.name });
    this.add(key, { priority, delayMilliseconds: delay });
  }

  /** The key did well: its next failure waits little again. */
  forget(key: string): void {
    this.#failures.delete(key);
  }

  /** Failures in a row. */
  failures(key: string): number {
    return this.#failures.get(key) ?? 0;
  }

  /** The next key to work on, as soon as there is one; undefined once shut down. Must be followed by `done`. */
  take(): Promise<WorkItem | undefined> {
    if (this.#isShutDown) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#takers.push(resolve);
      this.#handOut();
    });
  }

  /** The work on a key has ended. If it was added meanwhile, it is ready again. */
  done(key: string): void {
    const { clock, metrics, name } = this.#options;
    const startedAt = this.#active.get(key);
    if (startedAt === undefined) return;
    this.#active.delete(key);
    metrics?.workSeconds.observe({ name }, (clock.monotonic() - startedAt) / 1000);
    const entry = this.#waiting.get(key);
    if (entry !== undefined) this.#schedule(entry, clock.monotonic());
  }

  /** Nothing more is taken in or handed out. Work in progress goes on. */
  shutDown(): void {
    this.#isShutDown = true;
    this.#timer?.timer.cancel();
    for (const taker of this.#takers.splice(0)) taker(undefined);
  }

  /** Brings the gauges up to date; called when they are read. */
  observeGauges(): void {
    const { clock, metrics, name } = this.#options;
    const now = clock.monotonic();
    const ages = [...this.#active.values()].map((startedAt) => (now - startedAt) / 1000);
    const ready = [...this.#waiting.values()].filter((entry) => entry.readyAt <= now);
    metrics?.queueDepth.set({ name }, ready.length);
    metrics?.unfinishedWorkSeconds.set(
      { name },
      ages.reduce((sum, age) => sum + age, 0),
    );
    metrics?.longestRunningSeconds.set({ name }, Math.max(0, ...ages));
  }

  #schedule(entry: Entry, now: number): void {
    if (entry.readyAt <= now) {
      this.#ready.push(entry);
      this.#handOut();
    } else {
      this.#delayed.push(entry);
      this.#dropStale();
      this.#armTimer();
    }
  }

  /** A key that is added again and again leaves a copy each time, which would stay until its own time comes: up to an hour. */
  #dropStale(): void {
    if (this.#delayed.size > 2 * this.#waiting.size + STALE_COPIES) {
      this.#delayed.retain((entry) => this.#isCurrent(entry));
    }
  }

  #handOut(): void {
    while (this.#takers.length > 0) {
      const entry = this.#nextReady();
      if (entry === undefined) return;
      const { clock, metrics, name } = this.#options;
      const now = clock.monotonic();
      this.#waiting.delete(entry.key);
      this.#active.set(entry.key, now);
      metrics?.queueSeconds.observe({ name }, Math.max(0, now - entry.readyAt) / 1000);
      this.#takers.shift()?.({ key: entry.key, priority: entry.priority });
    }
  }

  #nextReady(): Entry | undefined {
    for (let entry = this.#ready.pop(); entry !== undefined; entry = this.#ready.pop()) {
      if (this.#isCurrent(entry)) return entry;
    }
    return undefined;
  }

  /** False for copies left behind by a later add. Keys being worked on are in no heap: `done` schedules them. */
  #isCurrent(entry: Entry): boolean {
    return this.#waiting.get(entry.key) === entry;
  }

  #armTimer(): void {
    let next = this.#delayed.peek();
    while (next !== undefined && !this.#isCurrent(next)) {
      this.#delayed.pop();
      next = this.#delayed.peek();
    }
    if (next === undefined || (this.#timer !== undefined && this.#timer.at <= next.readyAt)) return;
    this.#timer?.timer.cancel();
    const { clock } = this.#options;
    const timer = clock.setTimeout(() => this.#releaseDue(), Math.max(0, next.readyAt - clock.monotonic()));
    this.#timer = { timer, at: next.readyAt };
  }

  #releaseDue(): void {
    this.#timer = undefined;
    const now = this.#options.clock.monotonic();
    for (let next = this.#delayed.peek(); next !== undefined && next.readyAt <= now; next = this.#delayed.peek()) {
      this.#delayed.pop();
      if (this.#isCurrent(next)) this.#ready.push(next);
    }
    this.#handOut();
    this.#armTimer();
  }
}
