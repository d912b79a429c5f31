import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { signalGroup, signalQuietly, startGuardedProcess } from "@tochka-rosta/testing";

/** Everything needed to start a container's program once. */
export interface Launch {
  command: string;
  arguments: readonly string[];
  environment: Record<string, string>;
  workingDirectory: string;
}

/** How a program ended. */
export interface ProcessEnd {
  /** As a shell tells it: 128 and the signal's number when a signal ended it. */
  exitCode: number;
  message?: string;
  couldStart: boolean;
}

/** One run of a container's program. */
export interface ContainerProcess {
  /** Undefined when it could not start. */
  pid: number | undefined;
  /** Settles when the program has ended and all it said was told. */
  ended: Promise<ProcessEnd>;
  /** SIGTERM, and SIGKILL after the grace; settles when the program is gone. */
  end(graceSeconds: number): Promise<void>;
}

/** What the program's leftover children may still say after it ended. */
const lastWordsMilliseconds = 1_000;

/** Starts the program; `onLine` is told each line of its stdout and stderr. */
export function startContainerProcess(
  launch: Launch,
  graceSeconds: number,
  onLine: (line: string) => void,
): ContainerProcess {
  const child = startGuardedProcess({ ...launch, endSignal: "TERM", graceSeconds, output: "pipe" });
  const output = forwardLines(child, onLine);
  const exited = waitForExit(child);
  const ended = exited.then(async (end) => {
    const silence = setTimeout(() => closeOutput(child), lastWordsMilliseconds);
    await output.finally(() => clearTimeout(silence));
    return end;
  });
  return { pid: child.pid, ended, end: (seconds) => endProcess(child, exited, seconds) };
}

async function forwardLines(child: ChildProcess, onLine: (line: string) => void): Promise<void> {
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  await Promise.all(
    streams.map(async (input) => {
      for await (const line of createInterface({ input, crlfDelay: Infinity })) onLine(line);
    }),
  );
}

function closeOutput(child: ChildProcess): void {
  child.stdout?.destroy();
  child.stderr?.destroy();
}

function waitForExit(child: ChildProcess): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ exitCode: 128, message: error.message, couldStart: false }));
    child.once("exit", (code, signal) => {
      if (code !== null) return resolve({ exitCode: code, couldStart: true });
      const exitCode = 128 + (signal === null ? 0 : constants.signals[signal]);
      resolve({ exitCode, message: `ended by ${signal ?? "a signal"}`, couldStart: true });
    });
  });
}

async function endProcess(child: ChildProcess, exited: Promise<unknown>, graceSeconds: number): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  signalQuietly(child.pid, "SIGTERM");
  const inTime = new AbortController();
  const force = sleep(graceSeconds * 1000, undefined, { signal: inTime.signal }).then(
    () => signalGroup(child.pid, "SIGKILL"),
    () => undefined, // It ended in time.
  );
  await exited;
  inTime.abort();
  await force;
}
