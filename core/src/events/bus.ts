/** What is said between parts of the core, and between replicas when there is Redis. Lost messages do no harm: every listener also looks by itself now and then. */
export interface BusMessages {
  /** Rows changed in a way that the cluster should hear of. */
  change: { readonly kind: "tenant" | "instance"; readonly id: string };
  /** What an owner sees of an instance may have changed. */
  instance: { readonly id: string };
  /** Sessions of a person have ended: this one, or all where it is null. */
  sessionsEnded: { readonly userId: string; readonly sessionId: string | null };
  /** What is read in public has changed: no replica may answer with its copy. */
  publicDataChanged: { readonly name: PublicData };
}

/** What everybody may read, and each replica keeps a copy of for some seconds. */
export type PublicData = "tariffs" | "modules";

export type BusTopic = keyof BusMessages;

export interface Bus {
  publish<T extends BusTopic>(topic: T, message: BusMessages[T]): void;
  /** Returns the way to stop listening. */
  subscribe<T extends BusTopic>(topic: T, listener: (message: BusMessages[T]) => void): () => void;
}
