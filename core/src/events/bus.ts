/** What is said between parts of the core, and between replicas when there is Redis. Lost messages do no harm: every listener also looks by itself now and then. */
export interface BusMessages {
  /** Rows changed in a way that the cluster should hear of. */
  change: { readonly kind: "tenant" | "instance"; readonly id: string };
  /** What an owner sees of an instance may have changed. */
  instance: { readonly id: string };
}

export type BusTopic = keyof BusMessages;

export interface Bus {
  publish<T extends BusTopic>(topic: T, message: BusMessages[T]): void;
  /** Returns the way to stop listening. */
  subscribe<T extends BusTopic>(topic: T, listener: (message: BusMessages[T]) => void): () => void;
}
