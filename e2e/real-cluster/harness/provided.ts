/** Where the platform on the real cluster is reached; plain data, since every test file runs in a process of its own. */
export interface ClusterAddresses {
  /** For summaries, e.g. "Kubernetes v1.36.3 from source, one node". */
  readonly description: string;
  readonly kubeconfigPath: string;
  readonly ingress: IngressAddress;
  /** PEM of the authority that signed the sites' certificate. */
  readonly authority: string;
  /** By which Chromium trusts that certificate. */
  readonly publicKeyHash: string;
  /** Tells the codes that the core sent to a phone, see sms-gateway.ts. */
  readonly codesUrl: string;
  readonly kubectl: string;
  readonly helm: string;
  /** The values that the chart was installed with. */
  readonly valuesFile: string;
  /** By which a cluster of our own is found again; null for any other, whose machines we do not hold. */
  readonly ownName: string | null;
  readonly images: readonly ImageSize[];
}

/** How large an image is, in bytes: the whole archive, and what no other image shares with it. */
export interface ImageSize {
  readonly name: string;
  readonly bytes: number;
  readonly ownBytes: number;
}

/** Where requests for every name of the platform go. */
export interface IngressAddress {
  readonly host: string;
  readonly httpsPort: number;
  readonly httpPort: number;
  readonly className: string;
  readonly namespace: string;
}

declare module "vitest" {
  interface ProvidedContext {
    /** The platform on a real cluster, or null where no cluster can be had: every test is skipped then. */
    realCluster: ClusterAddresses | null;
    /** What `describeMachine` said before the run's first cluster was started; null where it could not be said. */
    machineBefore: string | null;
  }
}
