import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** A suite's process and all that it starts, as one group. */
export interface SuiteProcess {
  /** Its exit code; undefined when a signal ended it. */
  readonly exitCode: Promise<number | undefined>;
  /** Asks the whole group to end and kills what is still there after the grace; resolves when the process is gone. */
  stop(graceSeconds?: number): Promise<void>;
}

/** Options of {@link startSuiteProcess}. */
export interface SuiteProcessOptions {
  readonly root: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  onOutput(text: string): void;
}

/** Starts Node with a suite's command in a process group of its own, so that nothing of it outlives a kill. */
export function startSuiteProcess(options: SuiteProcessOptions): SuiteProcess {
  const child = spawn(process.execPath, options.command, {
    cwd: options.root,
    env: { ...process.env, ...options.environment },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => options.onOutput(text));
  }
  const exitCode = new Promise<number | undefined>((resolve, reject) => {
    child.once("error", reject);
    // Not "close": a process that was left behind may hold the streams open for ever.
    child.once("exit", (code) => resolve(code ?? undefined));
  });
  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // The group is gone already, which is what was wanted.
    }
  };
  return {
    exitCode: exitCode.finally(() => sleep(100)), // What was written last may still be in the pipe.
    async stop(graceSeconds = 20) {
      signalGroup("SIGTERM");
      await Promise.race([exitCode, sleep(graceSeconds * 1000, undefined, { ref: false })]);
      signalGroup("SIGKILL");
      await exitCode;
    },
  };
}
