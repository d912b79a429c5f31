/** Whose stream it is. */
export interface StreamOwner {
  readonly userId: string;
  readonly sessionId: string;
}

/** Open event streams. They outlast the check of a request, so what ends meanwhile must end them: a session, the server. */
export interface Streams {
  /** Registers the way to end a stream; returns the way to forget it. */
  add(owner: StreamOwner, stop: () => void): () => void;
  /** The sessions that have streams. */
  sessionIds(): readonly string[];
  stopWhere(isOver: (owner: StreamOwner) => boolean): void;
  /** Those that begin later end at once too: they would hold a server open that is closing. */
  stopAll(): void;
}

export function createStreams(): Streams {
  const open = new Map<() => void, StreamOwner>();
  let isStopped = false;
  const stopWhere = (isOver: (owner: StreamOwner) => boolean): void => {
    for (const [stop, owner] of open) if (isOver(owner)) stop();
  };
  return {
    add: (owner, stop) => {
      if (isStopped) stop();
      open.set(stop, owner);
      return () => void open.delete(stop);
    },
    sessionIds: () => [...new Set([...open.values()].map(({ sessionId }) => sessionId))],
    stopWhere,
    stopAll: () => {
      isStopped = true;
      stopWhere(() => true);
    },
  };
}
