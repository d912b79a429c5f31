import { EventEmitter } from "node:events";
import type { Bus } from "./bus.ts";

/** A bus inside one process. */
export function createLocalBus(): Bus {
  const emitter = new EventEmitter();
  // One listener per open event stream is normal, not a leak.
  emitter.setMaxListeners(0);
  return {
    publish: (topic, message) => void emitter.emit(topic, message),
    subscribe: (topic, listener) => {
      emitter.on(topic, listener);
      return () => void emitter.off(topic, listener);
    },
  };
}
