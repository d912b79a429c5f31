import type {
  V1ConfigMap,
  V1Deployment,
  EventsV1Event,
  V1Ingress,
  V1Lease,
  V1LimitRange,
  V1Namespace,
  V1NetworkPolicy,
  V1Pod,
  V1ResourceQuota,
  V1RoleBinding,
  V1Secret,
  V1Service,
  V1ServiceAccount,
} from "@kubernetes/client-node";
import type { KubernetesObject } from "./object.ts";

/**
 * A type of client-node as it looks on the wire: its classes say `_from` and `_continue` where JSON says `from` and `continue`, and `Date`
 * where JSON has RFC 3339 text.
 */
export type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [Field in keyof T as Field extends `_${infer Name}` ? Name : Field]: Wire<T[Field]> }
      : T;

/**
 * A built-in kind as we write and read it: our own metadata, everything else as client-node types it, so that a mistyped field of a
 * Deployment does not compile.
 *
 * @example
 * ```ts
 * const configMap: ConfigMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { key: "value" } };
 * ```
 */
export type BuiltIn<T> = Omit<Wire<T>, "apiVersion" | "kind" | "metadata"> & KubernetesObject;

export type ConfigMap = BuiltIn<V1ConfigMap>;
export type Deployment = BuiltIn<V1Deployment>;
export type Event = BuiltIn<EventsV1Event>;
export type Ingress = BuiltIn<V1Ingress>;
export type Lease = BuiltIn<V1Lease>;
export type LimitRange = BuiltIn<V1LimitRange>;
export type Namespace = BuiltIn<V1Namespace>;
export type NetworkPolicy = BuiltIn<V1NetworkPolicy>;
export type Pod = BuiltIn<V1Pod>;
export type ResourceQuota = BuiltIn<V1ResourceQuota>;
export type RoleBinding = BuiltIn<V1RoleBinding>;
export type Secret = BuiltIn<V1Secret>;
export type Service = BuiltIn<V1Service>;
export type ServiceAccount = BuiltIn<V1ServiceAccount>;
