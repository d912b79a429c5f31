import type { Bus } from "./bus.ts";

/** What is followed live in this process: each change of an instance is read once, for however many streams follow it. */
export interface Feeds {
  /** Calls `onChange` after each change of an instance; returns the way to stop. */
  follow(id: string, onChange: () => void): () => void;
  /**
   * The state of an instance that is followed, as it was at its last change or later. Reads that meet after the same change share one
   * `load`, so it must be the same for all that follow this id.
   */
  read<T>(id: string, load: () => Promise<T>): Promise<T>;
}

interface Feed {
  readonly listeners: Set<() => void>;
  /** The load since the last change, if there was one. */
  loading?: Promise<unknown> | undefined;
}

export function createFeeds(bus: Pick<Bus, "subscribe">): Feeds {
  const feeds = new Map<string, Feed>();
  bus.subscribe("instance", ({ id }) => {
    const feed = feeds.get(id);
    if (!feed) return;
    // What is being read may be of before the change.
    feed.loading = undefined;
    for (const listener of feed.listeners) listener();
  });
  return {
    follow: (id, onChange) => {
      const feed = feeds.get(id) ?? { listeners: new Set() };
      feeds.set(id, feed);
      feed.listeners.add(onChange);
      return () => {
        feed.listeners.delete(onChange);
        if (feed.listeners.size === 0 && feeds.get(id) === feed) feeds.delete(id);
      };
    },
    read: <T>(id: string, load: () => Promise<T>): Promise<T> => {
      const feed = feeds.get(id);
      if (!feed) return load();
      if (feed.loading === undefined) {
        const loading = load();
        feed.loading = loading;
        // A failed one is nobody's state: the next to ask tries again.
        loading.catch(() => {
          if (feed.loading === loading) feed.loading = undefined;
        });
      }
      return feed.loading as Promise<T>;
    },
  };
}
