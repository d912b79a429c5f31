import type { Client, ObjectWish } from "../client/client.ts";
import { keyOf, type KubernetesObject, resourceId, type ResourceType } from "../object.ts";
import { containsWish, hashOf, pickWished } from "./owned-fields.ts";
import type { Applier, ApplyOutcome } from "./types.ts";

export interface ApplierOptions {
  readonly client: Client;
  readonly fieldManager: string;
  /** Where the hash of the wish is kept on the object: "tochkarosta.online/applied-hash". */
  readonly hashAnnotation: string;
}

/** How the server spelled a wish that it did not take word for word. */
interface Spelling {
  readonly wishHash: string;
  readonly answerHash: string;
}

/** Makes an applier. It remembers only how the server spells what it does not take word for word. */
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
    wish: ObjectWish<T>,
    cached: Readonly<T> | undefined,
  ): Promise<{ readonly object: Readonly<T>; readonly outcome: ApplyOutcome }> {
    const { client, fieldManager } = this.#options;
    const wishHash = hashOf(wish);
    const id = `${resourceId(resource)} ${keyOf(wish)}`;
    if (cached !== undefined && this.#isInPlace(id, wish, wishHash, cached)) {
      return { object: cached, outcome: "unchanged" };
    }
    const object = await client.apply(resource, this.#withHash(wish, wishHash), { fieldManager });
    if (containsWish(object, wish)) this.#spellings.delete(id);
    else this.#spellings.set(id, { wishHash, answerHash: hashOf(pickWished(object, wish)) });
    return { object, outcome: "applied" };
  }

  #isInPlace(id: string, wish: ObjectWish<KubernetesObject>, wishHash: string, cached: KubernetesObject): boolean {
    if (cached.metadata.annotations?.[this.#options.hashAnnotation] !== wishHash) return false;
    if (containsWish(cached, wish)) return true;
    const spelling = this.#spellings.get(id);
    return spelling?.wishHash === wishHash && spelling.answerHash === hashOf(pickWished(cached, wish));
  }

  #withHash<T extends KubernetesObject>(wish: ObjectWish<T>, hash: string): ObjectWish<T> {
    const annotations = { ...wish.metadata.annotations, [this.#options.hashAnnotation]: hash };
    return { ...wish, metadata: { ...wish.metadata, annotations } };
  }
}
