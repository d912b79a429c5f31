import type { Browser } from "playwright-core";
import type { ApiClient } from "../harness/api-client.ts";
import type { Cluster } from "../harness/cluster.ts";
import type { Instance, Person } from "../harness/owner.ts";
import type { LocalPlatform } from "../harness/test-platform.ts";

/** What states are brought about on. */
export interface Stage {
  readonly platform: LocalPlatform;
  readonly cluster: Cluster;
  readonly browser: Browser;
  /** From then on nothing in the cluster moves, until {@link startOperator}. */
  stopOperator(): Promise<void>;
  startOperator(): Promise<void>;
}

/** Who is in a state. */
export interface Subject {
  readonly api: ApiClient;
  readonly person: Person;
  readonly instance?: Instance;
}
