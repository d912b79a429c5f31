import type { KubernetesObject } from "../object.ts";

/** Something that happened to an object, for people who `kubectl describe` it. */
export interface EventDescription {
  readonly type: "Normal" | "Warning";
  /** One CamelCase word from a fixed catalogue. */
  readonly reason: string;
  /** What was being done, one CamelCase word. */
  readonly action: string;
  /** A sentence; cut at 1,024 characters. */
  readonly note: string;
  /** Another object that took part. */
  readonly related?: Readonly<KubernetesObject> | undefined;
}

/** Writes events.k8s.io/v1 Events: repetitions become a series, floods are dropped. Never throws, never waits. */
export interface EventRecorder {
  record(regarding: Readonly<KubernetesObject>, event: EventDescription): void;
  /** Resolves when all that was recorded so far is written or given up. */
  flush(): Promise<void>;
}
