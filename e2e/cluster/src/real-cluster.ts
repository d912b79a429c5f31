import type { OwnCluster } from "./own/own-cluster.ts";

/** What a test of a real cluster may rely on, wherever that cluster comes from. */
export interface RealCluster {
  /** For summaries, e.g. "Kubernetes v1.36.3 from source, one node". */
  readonly description: string;
  readonly kubeconfigPath: string;
  readonly ingress: IngressAddress;
  /** Imports image archives (paths of .tar) on every node. */
  loadImages(archives: readonly string[]): Promise<void>;
  /** Only a cluster of our own has these. */
  readonly own: OwnCluster | undefined;
  stop(): Promise<void>;
}

/** Where the ingress controller is reached from this machine, over TLS and plainly. */
export interface IngressAddress {
  readonly host: string;
  readonly httpsPort: number;
  readonly httpPort: number;
  readonly className: string;
  /** Of the controller's pods. */
  readonly namespace: string;
}

/** What a way to a cluster needs. */
export interface RealClusterOptions {
  /** Of a cluster from source, so that two suites can have one each; "test" unless told. */
  readonly name?: string;
  log(line: string): void;
}
