import { once } from "node:events";
import { join, resolve } from "node:path";
import type { Platform } from "../platform-options.ts";
import { layOut, repositoryRoot } from "../folders.ts";
import { assertAbandoned } from "../lock.ts";
import { assertPortFree } from "../ports.ts";
import { resetPlatform } from "../reset-platform.ts";
import { startPlatform } from "../start-platform.ts";
import type { StepListener } from "../steps.ts";
import { clearPlace, explainDiskError, StartError } from "@tochka-rosta/testing";
import { openFileLog } from "./file-log.ts";
import { readTreeMemory } from "./process-memory.ts";
import { helpText, readArguments, type StartArguments } from "./read-arguments.ts";
import { listenForStop, StopRequested } from "./stop-signals.ts";
import { StepLines, type Screen } from "./step-lines.ts";
import { formatCode, formatSummary } from "./summary.ts";

/** What `npm start` needs from outside. */
export interface StartCommand {
  /** The words after `npm start --`. */
  words: readonly string[];
  screen: Screen;
  /** Builds what is stale. */
  build(onStep: StepListener): Promise<void>;
  /** What images are on this machine, see {@link PlatformOptions.imageTableFile}. */
  imageTableFile?: string;
  /** Works on the running platform until the signal aborts, such as to start changed programs again. */
  develop?(development: Development): Promise<void>;
}

/** What a developer's command works with. */
export interface Development {
  platform: Platform;
  /** Prints lines of their own. */
  readonly print: (text: string) => void;
  signal: AbortSignal;
}

/**
 * Runs `npm start` until it is told to stop. Returns the exit code: 0 after a stop that was asked for, 1 when the platform
 * could not start or broke, 2 for what is not there yet, 130 when a start was interrupted.
 */
export async function runStart(command: StartCommand): Promise<number> {
  const steps = new StepLines(command.screen);
  try {
    const wanted = readArguments(command.words);
    if (wanted.isHelp) return print(command.screen, helpText, 0);
    if (wanted.cluster !== undefined) return print(command.screen, notYet(wanted.cluster), 2);
    await runPlatform(command, wanted, steps);
    return 0;
  } catch (error) {
    steps.close();
    if (error instanceof StopRequested) return 130;
    return print(command.screen, `✗ ${describe(error)}\n`, 1);
  }
}

async function runPlatform(command: StartCommand, wanted: StartArguments, steps: StepLines): Promise<void> {
  const stop = listenForStop(() => steps.print("Stopping… (once more to force)"));
  const dataDirectory = resolve(wanted.dataDirectory ?? join(repositoryRoot, ".local"));
  const onStep: StepListener = (name, state, seconds) => {
    // What fails after Ctrl-C was interrupted.
    if (state !== "failed" || !stop.signal.aborted) steps.report(name, state, seconds);
  };
  let platform: Platform | undefined;
  try {
    // Before the build: who cannot start should hear it at once, and a running platform's programs stay as they are.
    await assertAbandoned(layOut(dataDirectory).lock);
    await assertPortFree(wanted.port);
    if (wanted.isReset) await resetPlatform(dataDirectory);
    await command.build(onStep);
    stop.signal.throwIfAborted();
    const log = join(dataDirectory, "platform.log");
    const onNotice = (line: string) => steps.print(`! ${line}`);
    await clearPlace(log, "file", onNotice);
    platform = await startPlatform({
      dataDirectory,
      gatewayPort: wanted.port,
      onStep,
      onCode: (code) => steps.print(formatCode(code, command.screen.isTTY ?? false)),
      ...(command.imageTableFile !== undefined && { imageTableFile: command.imageTableFile }),
      onNotice,
      log: openFileLog(log),
      signal: stop.signal,
    });
    stop.signal.throwIfAborted();
    steps.print(formatSummary(platform, await readTreeMemory(process.pid)));
    const print = (text: string) => steps.print(text);
    const stopped = once(stop.signal, "abort");
    await Promise.race([
      platform.failed,
      stopped,
      command.develop?.({ platform, print, signal: stop.signal }) ?? stopped,
    ]);
  } catch (error) {
    // A tool that the same Ctrl-C ended has not failed.
    stop.signal.throwIfAborted();
    throw error;
  } finally {
    // Before the listener goes: a second Ctrl-C while stopping still forces.
    await platform?.stop();
    steps.close();
    stop.close();
  }
}

function print(screen: Screen, text: string, exitCode: number): number {
  screen.write(text);
  return exitCode;
}

function notYet(context: string): string {
  return `--cluster ${context}: running on a real cluster is not there yet; without it the platform runs on this machine alone.\n`;
}

function describe(error: unknown): string {
  const explained = explainDiskError(error, "this folder");
  if (explained instanceof StartError) return explained.message;
  // Not one the person can correct: the developers need to know where.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
