import type { Client, DesiredObject } from "../client/client.ts";
import { keyOf, type KubernetesObject, resourceId, type ResourceType } from "../object.ts";
import { matchesDesired, hashOf, projectOnto } from "./owned-fields.ts";
import type { Applier, ApplyOutcome } from "./types.ts";

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

/**
 * Makes an applier. It remembers only how the server spells what it does not take word for word.
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
  readonly #spellings = new Map<string, Spelling>();

  constructor(options: ApplierOptions) {
    this.#options = options;
  }

  async apply<T extends KubernetesObject>(
    resource: ResourceType<T>,
    desired: DesiredObject<T>,
    cached: Readonly<T> | undefined,
  ): Promise<{ readonly object: Readonly<T>; readonly outcome: ApplyOutcome }> {
    const { client, fieldManager, hashAnnotation } = this.#options;
    const desiredHash = hashOf(desired);
    const id = `${resourceId(resource)} ${keyOf(desired)}`;
    if (cached !== undefined && this.#isInPlace(id, desired, desiredHash, cached)) {
      return { object: cached, outcome: "unchanged" };
    }
    const object = await client.apply(resource, withDesiredHash(desired, hashAnnotation), { fieldManager });
    if (matchesDesired(object, desired)) this.#spellings.delete(id);
    else this.#spellings.set(id, { desiredHash, answerHash: hashOf(projectOnto(object, desired)) });
    return { object, outcome: "applied" };
  }

  #isInPlace(
    id: string,
    desired: DesiredObject<KubernetesObject>,
    desiredHash: string,
    cached: KubernetesObject,
  ): boolean {
    const { hashAnnotation } = this.#options;
    if (isInPlace(cached, desired, hashAnnotation)) return true;
    if (cached.metadata.annotations?.[hashAnnotation] !== desiredHash) return false;
    const spelling = this.#spellings.get(id);
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
