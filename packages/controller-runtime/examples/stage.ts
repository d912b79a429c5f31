// What stands around the examples in the sources' comments: a test compiles each of them with these names in reach.
import type {
  Cache,
  Client,
  Clock,
  ClusterConfig,
  Condition,
  KubernetesObject,
  Log,
  Manager,
  ReconcileContext,
  ResourceType,
  WorkQueue,
} from "@tochka-rosta/controller-runtime";

/** The kind of the examples. */
export interface Greeting extends KubernetesObject {
  spec: { text: string };
  status?: { observedGeneration?: number; conditions?: Condition[] };
}

/** A built-in kind. */
export interface ConfigMap extends KubernetesObject {
  data?: Record<string, string>;
}

export declare const greetings: ResourceType<Greeting>;
export declare const greeting: Greeting;
export declare const configMaps: ResourceType<ConfigMap>;
export declare const configMap: ConfigMap;
export declare const cached: ConfigMap | undefined;
export declare const cache: Cache<ConfigMap>;
export declare const client: Client;
export declare const clock: Clock;
export declare const config: ClusterConfig;
export declare const context: ReconcileContext;
export declare const error: unknown;
export declare const lastHash: string;
export declare const log: Log;
export declare const manager: Manager;
export declare const namespaceIsEnding: boolean;
export declare const queue: WorkQueue;
export declare const signal: AbortSignal;
export declare const refresh: () => void;
export declare const work: (key: string) => Promise<void>;
