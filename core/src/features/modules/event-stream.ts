import type { ServerResponse } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Context } from "../../context.ts";
import { openEventWriter, type EventWriter } from "../../http/event-writer.ts";
import type { TenantPrincipal } from "../../http/principal.ts";
import type { Instance, InstanceStatusEvent } from "./schemas.ts";
import { readInstance } from "./view.ts";

const heartbeatMilliseconds = 15_000;
/** The browser reconnects by itself; a bounded life keeps dead lines from lasting. */
const lifeMilliseconds = 10 * 60_000;

/**
 * Streams an instance's state: all of it at first, then all of it after each change. Whatever is missed while the line is
 * down comes with the first event of the next one.
 * @throws ProblemError NOT_FOUND, TOO_MANY_STREAMS, before anything is sent
 */
export async function streamInstance(
  context: Context,
  principal: TenantPrincipal,
  id: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<undefined> {
  const { tenantId } = principal;
  const changes = createChangeSignal();
  const forget = register(context, principal, changes);
  // Listening begins before the first look, so that no change falls between the two.
  const stopListening = context.feeds.follow(id, changes.notify);
  try {
    // Not a shared one: it is also the question whether this instance is the caller's.
    const first = await readInstance(context, tenantId, id);
    reply.hijack();
    const read = () => context.feeds.read(id, () => readInstance(context, tenantId, id));
    await pump(context, { request, raw: reply.raw, changes, first, read });
  } finally {
    stopListening();
    forget();
  }
  return undefined;
}

function register({ metrics, streams }: Context, principal: TenantPrincipal, changes: ChangeSignal): () => void {
  try {
    return streams.add(principal, changes.close);
  } catch (error) {
    metrics.eventStreamsEnded.inc({ reason: "refused" });
    throw error;
  }
}

interface Pump {
  readonly request: FastifyRequest;
  readonly raw: ServerResponse;
  readonly changes: ChangeSignal;
  readonly first: Instance;
  readonly read: () => Promise<Instance>;
}

async function pump({ metrics }: Context, { request, raw, changes, first, read }: Pump): Promise<void> {
  const writer = openEventWriter(raw);
  raw.on("close", changes.close);
  raw.on("error", changes.close);
  const heartbeat = setInterval(() => writer.write(": still here\n\n"), heartbeatMilliseconds);
  const life = setTimeout(changes.close, lifeMilliseconds);
  metrics.eventStreams.inc();
  try {
    raw.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      // Tells nginx and its like to pass events on as they come.
      "x-accel-buffering": "no",
    });
    writer.write("retry: 1000\n\n");
    let last = send(writer, first, "");
    while (await changes.next()) last = send(writer, await read(), last);
  } catch (error) {
    request.log.warn({ err: error }, "an event stream broke off");
  } finally {
    metrics.eventStreams.dec();
    metrics.eventStreamsEnded.inc({ reason: writer.isCut ? "slow" : "closed" });
    clearInterval(heartbeat);
    clearTimeout(life);
    raw.end();
  }
}

/** Sends the state unless nothing but running seconds changed; returns what to compare the next one with. */
function send(writer: EventWriter, instance: Instance, last: string): string {
  const { steps, ready, url } = instance;
  const event: InstanceStatusEvent = { instance, steps, ready, url };
  const comparable = JSON.stringify(event, (key, value: unknown) => (key === "seconds" ? undefined : value));
  if (comparable !== last) writer.write(`event: status\ndata: ${JSON.stringify(event)}\n\n`);
  return comparable;
}

interface ChangeSignal {
  readonly notify: () => void;
  readonly close: () => void;
  /** Waits for the next change; true at once when there were some since the last call, false once closed. */
  readonly next: () => Promise<boolean>;
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
