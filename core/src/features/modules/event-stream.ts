import type { FastifyReply, FastifyRequest } from "fastify";
import type { Context } from "../../context.ts";
import type { TenantPrincipal } from "../../http/principal.ts";
import type { Instance, InstanceStatusEvent } from "./schemas.ts";
import { readInstance } from "./view.ts";

const heartbeatMilliseconds = 15_000;
/** The browser reconnects by itself; a bounded life keeps dead lines and ended sessions from lasting. */
const lifeMilliseconds = 10 * 60_000;

/**
 * Streams an instance's state: all of it at first, then all of it after each change. Whatever is missed while the line is
 * down comes with the first event of the next one.
 * @throws ProblemError NOT_FOUND, before anything is sent
 */
export async function streamInstance(
  context: Context,
  principal: TenantPrincipal,
  id: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<undefined> {
  const { tenantId } = principal;
  // Listening begins before the first look, so that no change falls between the two.
  const changes = createChangeSignal();
  const stopListening = context.bus.subscribe("instance", (message) => {
    if (message.id === id) changes.notify();
  });
  try {
    const first = await readInstance(context, tenantId, id);
    reply.hijack();
    await pump(context, { request, reply, principal, changes, first, read: () => readInstance(context, tenantId, id) });
  } finally {
    stopListening();
  }
  return undefined;
}

interface Pump {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly principal: TenantPrincipal;
  readonly changes: ChangeSignal;
  readonly first: Instance;
  read(): Promise<Instance>;
}

async function pump(context: Context, { request, reply, principal, changes, first, ...source }: Pump): Promise<void> {
  const { raw } = reply;
  const stop = (): void => changes.close();
  raw.on("close", stop);
  raw.on("error", stop);
  const unregister = context.streams.add(principal, stop);
  const heartbeat = setInterval(() => raw.write(": still here\n\n"), heartbeatMilliseconds);
  const life = setTimeout(stop, lifeMilliseconds);
  context.metrics.eventStreams.inc();
  try {
    raw.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      // Tells nginx and its like to pass events on as they come.
      "x-accel-buffering": "no",
    });
    raw.write("retry: 1000\n\n");
    let last = send(raw, first, "");
    while (await changes.next()) last = send(raw, await source.read(), last);
  } catch (error) {
    request.log.warn({ err: error }, "an event stream broke off");
  } finally {
    context.metrics.eventStreams.dec();
    clearInterval(heartbeat);
    clearTimeout(life);
    unregister();
    raw.end();
  }
}

/** Sends the state unless nothing but running seconds changed; returns what to compare the next one with. */
function send(raw: FastifyReply["raw"], instance: Instance, last: string): string {
  const { steps, ready, url } = instance;
  const event: InstanceStatusEvent = { instance, steps, ready, url };
  const comparable = JSON.stringify(event, (key, value: unknown) => (key === "seconds" ? undefined : value));
  if (comparable !== last) raw.write(`event: status\ndata: ${JSON.stringify(event)}\n\n`);
  return comparable;
}

interface ChangeSignal {
  notify(): void;
  close(): void;
  /** Waits for the next change; true at once when there were some since the last call, false once closed. */
  next(): Promise<boolean>;
}

/** Folds any number of changes that happen while one is being handled into one. */
function createChangeSignal(): ChangeSignal {
  let isDirty = false;
  let isClosed = false;
  let wake: () => void = () => undefined;
  return {
    notify: () => {
      isDirty = true;
      wake();
    },
    close: () => {
      isClosed = true;
      wake();
    },
    next: async () => {
      if (!isDirty && !isClosed) await new Promise<void>((resolve) => (wake = resolve));
      isDirty = false;
      return !isClosed;
    },
  };
}
