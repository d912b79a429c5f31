import { ProblemError } from "../errors/problem.ts";

/** Whose stream it is. */
export interface StreamOwner {
  readonly userId: string;
  readonly sessionId: string;
  readonly tenantId: string;
}

/** The most streams that this process serves at once. */
export interface StreamLimits {
  readonly perSession: number;
  readonly perTenant: number;
  readonly inAll: number;
}

/** When to try again, for whoever is refused: tabs are closed meanwhile. */
const retryAfterSeconds = 30;

/** Open event streams. They outlast the check of a request, so what ends meanwhile must end them: a session, the server. */
export interface Streams {
  /**
   * Registers the way to end a stream; returns the way to forget it.
   * @throws ProblemError TOO_MANY_STREAMS
   */
  add(owner: StreamOwner, stop: () => void): () => void;
  /** The sessions that have streams. */
  sessionIds(): readonly string[];
  stopWhere(isOver: (owner: StreamOwner) => boolean): void;
  /** Those that begin later end at once too: they would hold a server open that is closing. */
  stopAll(): void;
}

export function createStreams(limits: StreamLimits): Streams {
  const open = new Map<() => void, StreamOwner>();
  const sessions = createCounts();
  const tenants = createCounts();
  let isStopped = false;
  const stopWhere = (isOver: (owner: StreamOwner) => boolean): void => {
    for (const [stop, owner] of open) if (isOver(owner)) stop();
  };
  return {
    add: (owner, stop) => {
      const { sessionId, tenantId } = owner;
      const isFull =
        sessions.of(sessionId) >= limits.perSession ||
        tenants.of(tenantId) >= limits.perTenant ||
        open.size >= limits.inAll;
      if (isFull) throw new ProblemError("TOO_MANY_STREAMS", { retryAfterSeconds });
      open.set(stop, owner);
      sessions.change(sessionId, 1);
      tenants.change(tenantId, 1);
      if (isStopped) stop();
      return () => {
        if (!open.delete(stop)) return;
        sessions.change(sessionId, -1);
        tenants.change(tenantId, -1);
      };
    },
    sessionIds: () => sessions.keys(),
    stopWhere,
    stopAll: () => {
      isStopped = true;
      stopWhere(() => true);
    },
  };
}

function createCounts() {
  const counts = new Map<string, number>();
  const of = (key: string): number => counts.get(key) ?? 0;
  return {
    of,
    keys: () => [...counts.keys()],
    change: (key: string, by: number): void => {
      const count = of(key) + by;
      if (count > 0) counts.set(key, count);
      else counts.delete(key);
    },
  };
}
