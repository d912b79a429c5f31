import type { Redis } from "ioredis";
import { BreakerOpenError, type Breaker } from "../store/breaker.ts";
import type { Log } from "@tochka-rosta/service/log";
import type { Bus, BusMessages, BusTopic } from "./bus.ts";
import { createLocalBus } from "./local-bus.ts";

const channel = "tochka-rosta:core:bus";

/** A bus that all replicas share. Our own messages also come back through Redis, so that every replica hears one order. */
export function createRedisBus(redis: Redis, subscriber: Redis, breaker: Breaker, log: Log): Bus {
  const local = createLocalBus();
  subscriber.on("message", (_channel, text) => {
    try {
      const { topic, message } = JSON.parse(text) as { topic: BusTopic; message: BusMessages[BusTopic] };
      local.publish(topic, message);
    } catch (error) {
      log.warn({ err: error }, "a message on the bus could not be read");
    }
  });
  // On every connection again: one that was lost, or not there at the start, must not leave this replica deaf.
  subscriber.on("ready", () => {
    subscriber.subscribe(channel).catch((error: unknown) => log.warn({ err: error }, "the bus could not be joined"));
  });
  return {
    publish: (topic, message) => {
      const text = JSON.stringify({ topic, message });
      breaker
        .run(() => redis.publish(channel, text))
        .catch((error: unknown) => {
          // Better heard by this replica alone than by none.
          if (!(error instanceof BreakerOpenError))
            log.warn({ err: error }, "Redis is unavailable: notifying this replica only");
          local.publish(topic, message);
        });
    },
    subscribe: (topic, listener) => local.subscribe(topic, listener),
  };
}
