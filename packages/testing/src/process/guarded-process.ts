import { spawn, type ChildProcess } from "node:child_process";
import type { Writable } from "node:stream";

/** What to run and how it ends. */
export interface GuardedProcessOptions {
  command: string;
  arguments: readonly string[];
  environment: Record<string, string>;
  workingDirectory: string;
  /** Signal that asks the program to end when we are gone: INT is PostgreSQL's fast shutdown, TERM everybody else's. */
  endSignal: "TERM" | "INT";
  /** Seconds between that signal and SIGKILL when we are gone. */
  graceSeconds: number;
  /** Where stdout and stderr go: an open file descriptor, or "pipe" to read them here. */
  output: number | "pipe";
  user?: { uid: number; gid: number } | undefined;
}

/**
 * A shell waits on a pipe that only we hold and ends the program when the pipe closes, which the kernel does even when
 * we die by SIGKILL. `exec` gives the program the shell's own pid; the double fork keeps the watcher out of the
 * program's children; the new session keeps a terminal's Ctrl-C from reaching it before our orderly stop does.
 */
const guardScript = `
( ( read -r _ <&3 || { kill -s "$GUARD_SIGNAL" $$
    i=0; while [ $i -lt "$GUARD_SECONDS" ] && kill -0 $$; do sleep 1; i=$((i+1)); done; kill -s KILL -- -$$ $$; }
) >/dev/null 2>&1 </dev/null & )
unset GUARD_SIGNAL GUARD_SECONDS; exec "$@" 3<&-`;

/** Starts a program that cannot outlive this process. The child's pid is the program's own and leads its own group. */
export function startGuardedProcess(options: GuardedProcessOptions): ChildProcess {
  const child = spawn("/bin/sh", ["-c", guardScript, "guard", options.command, ...options.arguments], {
    cwd: options.workingDirectory,
    env: {
      ...options.environment,
      GUARD_SIGNAL: options.endSignal,
      GUARD_SECONDS: String(options.graceSeconds),
    },
    stdio: ["ignore", options.output, options.output, "pipe"],
    detached: true,
    ...(options.user && { uid: options.user.uid, gid: options.user.gid }),
  });
  const pipe = child.stdio[3] as Writable | undefined;
  // Losing the pipe only means that the program is gone already; the exit event tells.
  pipe?.on("error", () => undefined);
  // Whatever the program left behind in its group, the watcher included, ends with it.
  child.once("exit", () => signalGroup(child.pid, "SIGKILL"));
  return child;
}

/** Sends a signal to every process of the group that `pid` leads; quiet when there is none left. */
export function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid !== undefined) signalQuietly(-pid, signal);
}

/** Sends a signal; a process that is gone already is not an error. A negative pid addresses a group, as in kill(2). */
export function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
