import { describeError, sleep, type Clock, type Log } from "@tochka-rosta/controller-runtime";
import { readLoad, type ServerLoad } from "./load.ts";
import type { DatabaseServer, OwnConnection } from "./server.ts";

/** What the probe of one server has found out. */
export interface ServerHealth {
  /** "unknown" before the first answer, and while this process does not lead. */
  readonly state: "unknown" | "answering" | "unreachable";
  /** As of the last answer. */
  readonly load?: ServerLoad | undefined;
}

/** Probes in a row that must say the other thing: one lost packet takes no site for broken, nor whole. */
const probesToChange = 2;
/** Between probes of a server that answers. */
const calmMilliseconds = 10_000;
/** Between those of one in doubt, or that does not answer. */
const doubtMilliseconds = 2_000;

/**
 * Asks one server again and again, on a connection of its own that stays open: so a server full of other connections still answers.
 * An unreachable server is known after 12 to 20 s, its return after 2 to 5.
 */
export class ServerProbe {
  readonly server: DatabaseServer;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onChange: () => void;
  #connection: OwnConnection | undefined;
  #health: ServerHealth = { state: "unknown" };
  /** Probes in a row that contradict the state. */
  #contradictions = 0;

  constructor(
    server: DatabaseServer,
    options: { readonly clock: Clock; readonly log: Log; readonly onChange: () => void },
  ) {
    this.server = server;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#onChange = options.onChange;
  }

  get health(): ServerHealth {
    return this.#health;
  }

  /** Probes until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    while (!signal.aborted) {
      // A silent server is not waited for when the process ends.
      await Promise.race([this.probe(), aborted]);
      const isCalm = this.#health.state === "answering" && this.#contradictions === 0;
      await sleep(this.#clock, isCalm ? calmMilliseconds : doubtMilliseconds, signal);
    }
    this.#disconnect();
    this.#health = { state: "unknown" };
  }

  /** One probe, and what follows from it. */
  async probe(): Promise<void> {
    try {
      this.#connection ??= await this.server.openConnection();
      this.#note("answering", await readLoad(this.#connection, this.server.settings));
    } catch (error) {
      this.#disconnect();
      this.#note("unreachable", this.#health.load, error);
    }
  }

  #note(state: "answering" | "unreachable", load: ServerLoad | undefined, error?: unknown): void {
    const before = this.#health.state;
    this.#health = { state: before, load };
    this.#contradictions = state === before ? 0 : this.#contradictions + 1;
    const isFirstAnswer = before === "unknown" && state === "answering";
    if (this.#contradictions === 0 || (this.#contradictions < probesToChange && !isFirstAnswer)) return;
    this.#contradictions = 0;
    this.#health = { state, load };
    const server = this.server.settings.name;
    if (state === "unreachable")
      this.#log.warn({ server, error: describeError(error) }, "a database server is unreachable");
    else this.#log.info({ server }, "a database server answers");
    // What was not known before is no change: reconciles have asked the server themselves until now.
    if (!isFirstAnswer) this.#onChange();
  }

  /** Not waited for: a dead peer answers no farewell. */
  #disconnect(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.close().catch(() => undefined);
  }
}
