import { EventEmitter, on } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** What `kubectl logs` asks for. */
export interface LogOptions {
  follow?: boolean | undefined;
  tailLines?: number | undefined;
  timestamps?: boolean | undefined;
  /** Only lines of the last so many seconds. */
  sinceSeconds?: number | undefined;
  limitBytes?: number | undefined;
  signal?: AbortSignal | undefined;
}

const defaultLimitBytes = 10_000_000;

/**
 * The log of one run of a container: lines with their time, in a file that is rotated once it is full, so that two files
 * of the limit's size are the most it takes.
 */
export class ContainerLog {
  readonly #file: string;
  readonly #limitBytes: number;
  readonly #lines = new EventEmitter();
  #size: number;
  #isEnded = false;

  constructor(file: string, limitBytes = defaultLimitBytes) {
    this.#file = file;
    this.#limitBytes = limitBytes;
    mkdirSync(dirname(file), { recursive: true });
    this.#size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    this.#lines.setMaxListeners(0);
  }

  /** Adds one line, without its newline. Synchronous, so that what a crashing program said last is on disk. */
  append(line: string, now = new Date()): void {
    const stored = `${now.toISOString()} ${line}\n`;
    try {
      this.#store(stored);
    } catch {
      // A full disk costs lines of the log; it must not cost the program.
    }
    this.#lines.emit("line", stored);
  }

  #store(stored: string): void {
    const bytes = Buffer.byteLength(stored);
    if (this.#size + bytes > this.#limitBytes && this.#size > 0) {
      renameSync(this.#file, `${this.#file}.1`);
      this.#size = 0;
    }
    appendFileSync(this.#file, stored, { mode: 0o600 });
    this.#size += bytes;
  }

  /** The run is over: those who follow have read everything. */
  end(): void {
    this.#isEnded = true;
    this.#lines.emit("end");
  }

  /** The lines asked for, each with its newline; with `follow` until the run is over or the signal aborts. */
  async *read(options: LogOptions = {}): AsyncGenerator<string> {
    let left = options.limitBytes ?? Infinity;
    for await (const line of this.#readLines(options)) {
      yield left === Infinity ? line : Buffer.from(line).subarray(0, left).toString();
      left -= Buffer.byteLength(line);
      if (left <= 0) return;
    }
  }

  async *#readLines(options: LogOptions): AsyncGenerator<string> {
    const stop = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
    // Listen before the file is read: no line can fall between the two.
    const coming = options.follow && !this.#isEnded ? on(this.#lines, "line", { close: ["end"], signal }) : undefined;
    try {
      yield* selectLines(this.#readStored(), options);
      if (!coming) return;
      for await (const [line] of coming as AsyncIterable<[string]>) yield formatLine(line, options);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      stop.abort();
    }
  }

  #readStored(): string[] {
    const text = [`${this.#file}.1`, this.#file].map((file) => (existsSync(file) ? readFileSync(file, "utf8") : ""));
    return text
      .join("")
      .split(/(?<=\n)/)
      .filter(Boolean);
  }

  /** Deletes the files. */
  remove(): void {
    for (const file of [this.#file, `${this.#file}.1`]) rmSync(file, { force: true });
  }
}

function selectLines(stored: readonly string[], { sinceSeconds, tailLines, ...options }: LogOptions): string[] {
  // Lines begin with their time, and such times sort as text.
  const since = sinceSeconds === undefined ? "" : new Date(Date.now() - sinceSeconds * 1000).toISOString();
  const recent = stored.filter((line) => line >= since);
  const tail = tailLines === undefined ? recent : recent.slice(Math.max(0, recent.length - tailLines));
  return tail.map((line) => formatLine(line, options));
}

function formatLine(stored: string, { timestamps }: LogOptions): string {
  return timestamps ? stored : stored.slice(stored.indexOf(" ") + 1);
}
