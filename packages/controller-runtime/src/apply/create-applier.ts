import type { Client, DesiredObject } from "../client/client.ts";
import { keyOf, type KubernetesObject, resourceId, type ResourceType } from "../object.ts";
import { matchesDesired, hashOf, projectOnto } from "./owned-fields.ts";
import type { Applier, ApplyCallOptions, ApplyOutcome } from "./types.ts";

/** What an applier writes by, and where it remembers what it wrote. */
export interface ApplierOptions {
  readonly client: Client;
  readonly fieldManager: string;
  /** Where the hash of the desired object is kept on the object: "tochkarosta.online/applied-hash". */
  readonly hashAnnotation: string;
}

/** How the server spelled a desired object that it did not take word for word. */
interface Spelling {
  readonly desiredHash: string;
  readonly answerHash: string;
}

/** Where a spelling is kept: below a uid, by kind and key. */
interface Place {
  readonly holder: string | undefined;
  readonly id: string;
}

/**
 * Makes an applier. It remembers only how the server spells what it does not take word for word, until `forget` is called for the
 * object or for the one that controls it.
 *
 * @example
 * const applier = createApplier({ client, fieldManager: "greeting", hashAnnotation: "example.com/applied-hash" });
 * const { outcome } = await applier.apply(configMaps, configMap, cache.get(keyOf(configMap)));
 */
export function createApplier(options: ApplierOptions): Applier {
  return new HashingApplier(options);
}

class HashingApplier implements Applier {
  readonly #options: ApplierOptions;
  /** By the uid of the object's controller, or its own, so that all of it ends with that. */
  readonly #spellings = new Map<string, Map<string, Spelling>>();

  constructor(options: ApplierOptions) {
    this.#options = options;
  }

  async apply<T extends KubernetesObject>(
    resource: ResourceType<T>,
    desired: DesiredObject<T>,
    cached: Readonly<T> | undefined,
    { onlyCached = false }: ApplyCallOptions = {},
  ): Promise<{ readonly object: Readonly<T>; readonly outcome: ApplyOutcome }> {
    const { client, fieldManager, hashAnnotation } = this.#options;
    const desiredHash = hashOf(desired);
    const id = `${resourceId(resource)} ${keyOf(desired)}`;
    const holder = controllerOf(desired) ?? cached?.metadata.uid;
    if (cached !== undefined && this.#isInPlace({ holder, id }, desired, desiredHash, cached)) {
      return { object: cached, outcome: "unchanged" };
    }
    const hashed = withDesiredHash(desired, hashAnnotation);
    const sent = onlyCached ? withUid(hashed, cached?.metadata.uid) : hashed;
    const object = await client.apply(resource, sent, { fieldManager });
    this.#remember(
      { holder: holder ?? object.metadata.uid, id },
      matchesDesired(object, desired) ? undefined : { desiredHash, answerHash: hashOf(projectOnto(object, desired)) },
    );
    return { object, outcome: "applied" };
  }

  forget(uid: string): void {
    this.#spellings.delete(uid);
  }

  get remembered(): number {
    return [...this.#spellings.values()].reduce((sum, held) => sum + held.size, 0);
  }

  #remember({ holder = "", id }: Place, spelling: Spelling | undefined): void {
    const held = this.#spellings.get(holder) ?? new Map<string, Spelling>();
    if (spelling === undefined) held.delete(id);
    else held.set(id, spelling);
    if (held.size === 0) this.#spellings.delete(holder);
    else this.#spellings.set(holder, held);
  }

  #isInPlace(
    { holder = "", id }: Place,
    desired: DesiredObject<KubernetesObject>,
    desiredHash: string,
    cached: KubernetesObject,
  ): boolean {
    const { hashAnnotation } = this.#options;
    if (isInPlace(cached, desired, hashAnnotation)) return true;
    if (cached.metadata.annotations?.[hashAnnotation] !== desiredHash) return false;
    const spelling = this.#spellings.get(holder)?.get(id);
    return spelling?.desiredHash === desiredHash && spelling.answerHash === hashOf(projectOnto(cached, desired));
  }
}

/**
 * Whether an object was applied from this very desired object and still holds every field of it, word for word: an applier sends
 * nothing then. Pure.
 *
 * @param hashAnnotation as in `ApplierOptions`
 *
 * @example
 * const isStale = cached === undefined || !isInPlace(cached, configMap, "example.com/applied-hash");
 */
export function isInPlace<T extends KubernetesObject>(
  object: Readonly<T>,
  desired: DesiredObject<T>,
  hashAnnotation: string,
): boolean {
  return object.metadata.annotations?.[hashAnnotation] === hashOf(desired) && matchesDesired(object, desired);
}

/**
 * A desired object as an applier sends it: with its own hash in an annotation. Pure.
 *
 * @example
 * const hashed = withDesiredHash(configMap, "example.com/applied-hash");
 */
export function withDesiredHash<T extends KubernetesObject>(
  desired: DesiredObject<T>,
  hashAnnotation: string,
): DesiredObject<T> {
  const annotations = { ...desired.metadata.annotations, [hashAnnotation]: hashOf(desired) };
  return { ...desired, metadata: { ...desired.metadata, annotations } };
}

function controllerOf({ metadata }: DesiredObject<KubernetesObject>): string | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid;
}

/** The API server refuses a patch whose uid is not that of the object, also where there is none. */
function withUid<T extends KubernetesObject>(desired: DesiredObject<T>, uid: string | undefined): DesiredObject<T> {
  return uid === undefined ? desired : { ...desired, metadata: { ...desired.metadata, uid } };
}
