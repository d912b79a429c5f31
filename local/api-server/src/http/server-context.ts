import type { ApiContext } from "../context.ts";
import type { ServiceAccountKeys } from "../service-account-keys.ts";
import type { KubeObject } from "../objects.ts";

/** What a client asks of a container's log. */
export interface LogOptions {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly tailLines: number | undefined;
  readonly sinceSeconds: number | undefined;
  readonly limitBytes: number | undefined;
}

/** Gives a container's log; `signal` ends a log that is followed. */
export type LogSource = (
  pod: KubeObject,
  container: string,
  options: LogOptions,
  signal: AbortSignal,
) => AsyncIterable<string | Uint8Array>;

/** A request as tests see it. `milliseconds` runs until the answer was sent; a watch is recorded when it ends. */
export interface RequestRecord {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly userAgent: string;
  readonly fieldManager: string;
  readonly status: number;
  readonly milliseconds: number;
}

/** What a fault test does to a request; undefined lets it through. */
export interface Fault {
  /** Waits before the request is looked at. */
  readonly delayMilliseconds?: number;
  /** Answers with this status without doing anything. */
  readonly status?: number;
  /** Cuts the connection: before anything is done, or after it was done and before the answer. */
  readonly disconnect?: "before" | "after";
}

export type FaultSource = (request: {
  method: string;
  path: string;
  query: string;
  userAgent: string;
}) => Fault | undefined;

/** What others may hang into the server while it runs. */
export interface Hooks {
  logs?: LogSource;
  fault?: FaultSource;
  onRequest?: (record: RequestRecord) => void;
}

/** What the HTTP side works with. */
export interface ServerContext extends ApiContext {
  readonly token: string;
  readonly keys: ServiceAccountKeys;
  readonly hooks: Hooks;
}
