import type { Instance, InstanceStatusEvent } from "#api/models.ts";
import { renewSession } from "#api/renew-session.ts";
import { readStatusEvent } from "./steps.ts";

// A line that is refused again and again (too many tabs follow, core is restarting) is asked for ever more seldom; a look at all instances goes on.
const reconnectMilliseconds = { first: 2_000, longest: 60_000 };

/** What following an instance reports. */
export interface FollowListener {
  onInstance: (instance: Instance) => void;
  onConnection: (isConnected: boolean) => void;
}

/**
 * Follows an instance by core's server-sent events until the returned function is called. A broken line is taken up again;
 * a line that was refused (the access token ran out) after the session is renewed.
 */
export function followInstance(id: string, { onInstance, onConnection }: FollowListener): () => void {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  let delay = reconnectMilliseconds.first;

  const connect = () => {
    if (isOver) return;
    source = new EventSource(`/api/modules/instances/${encodeURIComponent(id)}/events`);
    source.addEventListener("open", () => {
      delay = reconnectMilliseconds.first;
      onConnection(true);
    });
    source.addEventListener("status", (event: MessageEvent<string>) => {
      onInstance(readStatusEvent(JSON.parse(event.data) as InstanceStatusEvent));
    });
    source.addEventListener("error", () => {
      onConnection(false);
      // The browser takes up a broken line by itself, but gives a refused one up.
      if (source?.readyState !== EventSource.CLOSED) return;
      retry = setTimeout(() => void renewAndConnect(), delay);
      delay = Math.min(delay * 2, reconnectMilliseconds.longest);
    });
  };
  const renewAndConnect = async () => {
    await renewSession().catch(() => false);
    connect();
  };

  connect();
  return () => {
    isOver = true;
    clearTimeout(retry);
    source?.close();
  };
}
