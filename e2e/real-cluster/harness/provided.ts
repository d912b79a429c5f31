/** Where the platform on the real cluster is reached; plain data, since every test file runs in a process of its own. */
export interface ClusterAddresses {
  /** For summaries, e.g. "Kubernetes v1.36.3 from source, one node". */
  readonly description: string;
}

declare module "vitest" {
  interface ProvidedContext {
    /** The platform on a real cluster, or null where no cluster can be had: every test is skipped then. */
    realCluster: ClusterAddresses | null;
  }
}
