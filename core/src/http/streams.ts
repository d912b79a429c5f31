/** Open event streams, so that a shutdown can end them: they would otherwise hold the server open. */
export interface Streams {
  /** Registers the way to end a stream; returns the way to forget it. */
  add(stop: () => void): () => void;
  stopAll(): void;
}

export function createStreams(): Streams {
  const stops = new Set<() => void>();
  let isStopped = false;
  return {
    add: (stop) => {
      // One that begins while the others end would hold the server open by itself.
      if (isStopped) stop();
      stops.add(stop);
      return () => void stops.delete(stop);
    },
    stopAll: () => {
      isStopped = true;
      for (const stop of stops) stop();
    },
  };
}
