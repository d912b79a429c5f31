import type { Pod, TokenProjection } from "../cluster/resources.ts";

/** A token of the pod's ServiceAccount. Times in milliseconds since 1970. */
export interface IssuedToken {
  readonly token: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Asks the API server for a token that ends with the pod. */
export type RequestToken = (projection: Readonly<TokenProjection>) => Promise<IssuedToken>;

/** Of a token's life, after which the kubelet asks for the next. */
const renewedAtShare = 0.8;
const retryMilliseconds = 1_000;

/**
 * The tokens that a pod's volumes hold. Renewed at 80 % of their life, as the kubelet does; one that cannot be renewed stays while it
 * lives, since the API server may be away for a moment.
 */
export class ProjectedTokens {
  readonly #request: RequestToken;
  readonly #now: () => number;
  readonly #projections: readonly Readonly<TokenProjection>[];
  readonly #issued = new Map<string, IssuedToken>();
  readonly #dueAt = new Map<string, number>();

  constructor(pod: Readonly<Pod>, { request, now }: { readonly request: RequestToken; readonly now: () => number }) {
    this.#request = request;
    this.#now = now;
    const sources = (pod.spec.volumes ?? []).flatMap(({ projected }) => projected?.sources ?? []);
    this.#projections = sources.flatMap(({ serviceAccountToken }) => serviceAccountToken ?? []);
  }

  /** When the next renewal is due, in milliseconds since 1970; undefined where the pod wants no token. */
  get dueAt(): number | undefined {
    return this.#dueAt.size === 0 ? undefined : Math.min(...this.#dueAt.values());
  }

  /** Asks for what is missing or due. @throws what the API server says, where there is no token that still lives */
  async renew(): Promise<void> {
    for (const projection of this.#projections) {
      const key = keyOf(projection);
      const known = this.#issued.get(key);
      if (known !== undefined && (this.#dueAt.get(key) ?? 0) > this.#now()) continue;
      try {
        const issued = await this.#request(projection);
        this.#issued.set(key, issued);
        this.#dueAt.set(key, issued.issuedAt + (issued.expiresAt - issued.issuedAt) * renewedAtShare);
      } catch (error) {
        this.#dueAt.set(key, this.#now() + retryMilliseconds);
        if (known === undefined || known.expiresAt <= this.#now()) throw error;
      }
    }
  }

  /** The token as it was issued last. */
  find(projection: Readonly<TokenProjection>): string | undefined {
    return this.#issued.get(keyOf(projection))?.token;
  }
}

function keyOf({ audience = "", expirationSeconds = 0 }: Readonly<TokenProjection>): string {
  return `${audience} ${expirationSeconds}`;
}
