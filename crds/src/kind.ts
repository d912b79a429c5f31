import type { TSchema } from "typebox";

/** One column of `kubectl get`, as apiextensions.k8s.io/v1 names it. */
export interface PrinterColumn {
  name: string;
  type: "string" | "integer" | "date" | "boolean";
  jsonPath: string;
  description?: string;
  /** 0 shows always, 1 only with `-o wide`. */
  priority?: number;
}

/** One CEL rule at the root of the object, where `self.metadata.name` can be read. */
export interface Rule {
  rule: string;
  message: string;
  /** The field that the message is about, below the root, e.g. `.metadata.name`. */
  fieldPath?: string;
}

/** Everything a CustomResourceDefinition needs to know about one of our kinds. */
export interface KindDefinition {
  kind: string;
  plural: string;
  singular: string;
  shortNames: string[];
  scope: "Cluster" | "Namespaced";
  description: string;
  nameMaxLength: number;
  spec: TSchema;
  status: TSchema;
  rules: Rule[];
  columns: PrinterColumn[];
}

/** The part of ObjectMeta that this package's types promise; the API server sets the read-only ones. */
export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: {
    apiVersion: string;
    kind: string;
    name: string;
    uid: string;
    controller?: boolean;
    blockOwnerDeletion?: boolean;
  }[];
}

/** An object of one of our kinds, as it travels over the Kubernetes API. */
export interface CustomResource<Kind extends string, Spec, Status> {
  apiVersion: "tochkarosta.online/v1alpha1";
  kind: Kind;
  metadata: ObjectMeta;
  spec: Spec;
  status?: Status;
}
