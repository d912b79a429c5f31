/** An owner of an object, as Kubernetes' garbage collector understands it. */
export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** The metadata every Kubernetes object carries. What the API server fills in is optional, since a desired object lacks it. */
export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: unknown[];
}

/** Any Kubernetes object, as plain JSON: unknown fields survive, and dates stay RFC 3339 text. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
}

/** Names one kind of object in the API. `T` is the shape of its objects; it exists for the type checker only. */
export interface ResourceType<T extends KubernetesObject = KubernetesObject> {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Never present at run time: carries `T` from the definition to the client's answers. */
  readonly objectType?: T;
}

/** Names one object of a known kind. */
export interface ObjectReference {
  readonly name: string;
  readonly namespace?: string | undefined;
}

/** "namespace/name" for namespaced objects, "name" for the others: what caches and queues are keyed by. */
export type ObjectKey = string;

/**
 * Ties a resource to the shape of its objects: `defineResource<Tenant>({ group, version, plural, kind, namespaced })`.
 *
 * @example
 * const greetings = defineResource<Greeting>({
 *   group: "example.com",
 *   version: "v1",
 *   plural: "greetings",
 *   kind: "Greeting",
 *   namespaced: true,
 * });
 */
export function defineResource<T extends KubernetesObject>(
  definition: Omit<ResourceType, "objectType">,
): ResourceType<T> {
  return definition;
}

/**
 * The `apiVersion` of a resource: "v1" for the core group, otherwise "group/version".
 *
 * @example
 * apiVersionOf(greetings); // "example.com/v1"
 */
export function apiVersionOf(resource: ResourceType): string {
  return resource.group === "" ? resource.version : `${resource.group}/${resource.version}`;
}

/**
 * A stable name of a resource for maps, logs and metrics: "plural.group/version".
 *
 * @example
 * resourceId(greetings); // "greetings.example.com/v1"
 */
export function resourceId(resource: ResourceType): string {
  return `${resource.plural}.${resource.group}/${resource.version}`;
}

/**
 * The key of an object or reference.
 *
 * @example
 * const cached = cache.get(keyOf({ name: "a", namespace: "b" })); // "b/a"
 */
export function keyOf(object: { readonly metadata: ObjectReference } | ObjectReference): ObjectKey {
  const reference = "metadata" in object ? object.metadata : object;
  return reference.namespace === undefined || reference.namespace === ""
    ? reference.name
    : `${reference.namespace}/${reference.name}`;
}

/**
 * The reference behind a key.
 *
 * @example
 * const object = await client.get(greetings, parseKey("b/a"));
 */
export function parseKey(key: ObjectKey): ObjectReference {
  const slash = key.indexOf("/");
  return slash < 0 ? { name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/**
 * An owner reference that makes `owner` the managing controller of a child; throws when the owner was never read.
 *
 * @example
 * const metadata = { name: "a", namespace: "b", ownerReferences: [controllerReference(greeting)] };
 */
export function controllerReference(owner: Readonly<KubernetesObject>): OwnerReference {
  const { name, uid } = owner.metadata;
  if (uid === undefined) throw new TypeError(`an owner needs a uid: ${owner.kind} ${name} was not read from the API`);
  return { apiVersion: owner.apiVersion, kind: owner.kind, name, uid, controller: true, blockOwnerDeletion: true };
}
