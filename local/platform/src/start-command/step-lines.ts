import type { StepListener } from "../steps.ts";

/** Where lines go: process.stdout, or a stand-in of a test. */
export interface Screen {
  write(text: string): unknown;
  /** True on a terminal, where lines may be redrawn. */
  isTTY?: boolean | undefined;
  columns?: number | undefined;
}

type StepState = Parameters<StepListener>[1];

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const nameWidth = 40;

/**
 * Shows steps with their seconds. On a terminal the running ones move below the finished ones; elsewhere each step is
 * one line when it has ended.
 */
export class StepLines {
  readonly #screen: Screen;
  readonly #running = new Map<string, number>();
  #drawnLines = 0;
  #frame = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** A step began or ended. */
  report(name: string, state: StepState, seconds: number): void {
    if (state === "started") {
      this.#running.set(name, performance.now());
      this.#animate();
      return;
    }
    this.#running.delete(name);
    // What was up to date costs no line: a second start should be short to read.
    if (state !== "fresh") this.#print(`${markOf(state, this.#screen)} ${name.padEnd(nameWidth)} ${format(seconds)}\n`);
  }

  /** Prints a line of its own among the steps. */
  print(text: string): void {
    this.#print(`${text}\n`);
  }

  /** Nothing moves any more. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#running.clear();
    this.#redraw();
  }

  #print(text: string): void {
    this.#erase();
    this.#screen.write(text);
    this.#redraw();
  }

  #animate(): void {
    if (!this.#screen.isTTY) return;
    this.#timer ??= setInterval(() => {
      this.#frame += 1;
      this.#redraw();
    }, 100).unref();
    this.#redraw();
  }

  #erase(): void {
    // Up to the first drawn line, then everything below is cleared.
    if (this.#drawnLines > 0) this.#screen.write(`\u001B[${this.#drawnLines}A\u001B[0J`);
    this.#drawnLines = 0;
  }

  #redraw(): void {
    if (!this.#screen.isTTY) return;
    this.#erase();
    const mark = frames[this.#frame % frames.length] ?? "";
    const width = (this.#screen.columns ?? 80) - 1;
    const lines = [...this.#running].map(([name, since]) => {
      const text = `${mark} ${name.padEnd(nameWidth)} ${format((performance.now() - since) / 1000)}`;
      return `${text.slice(0, width)}\n`;
    });
    if (lines.length > 0) this.#screen.write(lines.join(""));
    this.#drawnLines = lines.length;
  }
}

function markOf(state: StepState, screen: Screen): string {
  const [mark, colour] = state === "done" ? ["✓", 32] : state === "failed" ? ["✗", 31] : ["-", 33];
  return screen.isTTY ? `\u001B[${colour}m${mark}\u001B[0m` : mark;
}

function format(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}
