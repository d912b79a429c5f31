import { stripVTControlCharacters } from "node:util";

/** Where suites that run at the same time print, each in one piece. */
export interface Terminal {
  /** A suite begins. */
  open(suite: string): void;
  print(suite: string, text: string): void;
  /** A suite has ended: all that it printed is shown, with this line at the end. */
  close(suite: string, lastLine: string): void;
  /** Called every second: says what the suites are at when nothing was shown for a while. */
  tick(): void;
}

/** Options of {@link createTerminal}. */
export interface TerminalOptions {
  readonly write: (text: string) => void;
  /** Milliseconds. */
  readonly now: () => number;
  /** How long the terminal may stay silent while suites run. */
  readonly quietSeconds: number;
}

interface Running {
  readonly started: number;
  pending: string;
  lastLine: string;
}

/**
 * A suite that runs alone prints as it goes. Of suites side by side each is held back until it ends, and a line from time to
 * time tells where each of them is.
 */
export function createTerminal({ write, now, quietSeconds }: TerminalOptions): Terminal {
  const running = new Map<string, Running>();
  let shown = "";
  let lastWrite = now();

  const show = (suite: string, text: string) => {
    if (text === "") return;
    if (shown !== suite) write(`\n── ${suite} ${"─".repeat(Math.max(2, 70 - suite.length))}\n`);
    shown = suite;
    lastWrite = now();
    write(text);
  };
  const flush = (suite: string, state: Running) => {
    const end = state.pending.lastIndexOf("\n") + 1;
    show(suite, state.pending.slice(0, end));
    state.pending = state.pending.slice(end);
  };
  const flushAlone = () => {
    const [only] = running;
    if (only && running.size === 1) flush(...only);
  };

  return {
    open: (suite) => void running.set(suite, { started: now(), pending: "", lastLine: "" }),
    print(suite, text) {
      const state = running.get(suite);
      if (!state) return;
      state.pending += text;
      state.lastLine = lastLineOf(text) || state.lastLine;
      flushAlone();
    },
    close(suite, lastLine) {
      const pending = running.get(suite)?.pending ?? "";
      running.delete(suite);
      show(suite, `${pending}${pending === "" || pending.endsWith("\n") ? "" : "\n"}${lastLine}\n`);
      flushAlone();
    },
    tick() {
      if (running.size === 0 || now() - lastWrite < quietSeconds * 1000) return;
      lastWrite = now();
      const states = [...running].map(([suite, { started, lastLine }]) => {
        const place = lastLine === "" ? "" : `: ${lastLine.slice(0, 60)}`;
        return `${suite} (${describeSeconds((now() - started) / 1000)})${place}`;
      });
      write(`   … ${states.join(" │ ")}\n`);
    },
  };
}

/** Minutes and seconds, e.g. `3:07`. */
export function describeSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function lastLineOf(text: string): string {
  const lines = stripVTControlCharacters(text).split("\n");
  return (
    lines
      .map((line) => line.trim())
      .filter((line) => line !== "")
      .at(-1) ?? ""
  );
}
