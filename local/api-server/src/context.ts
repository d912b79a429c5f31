import type { KindRegistry } from "./kinds/registry.ts";
import type { Store } from "./storage/store.ts";

/** What every operation works with. */
export interface ApiContext {
  readonly store: Store;
  readonly kinds: KindRegistry;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** The present as the API writes it: RFC 3339 in UTC, whole seconds. */
export function timestamp(context: ApiContext): string {
  return new Date(context.clock()).toISOString().replace(/\.\d+Z$/, "Z");
}
