import { describeError } from "../errors/describe-error.ts";

/** Ends a running program in order. */
export type Stop = () => Promise<void>;

export interface ProgramOptions {
  /** How long the stop may take before the process ends all the same, in milliseconds; less than the pod's grace period. Default: 9 000. */
  readonly stopMilliseconds?: number;
}

/** BSD's EX_CONFIG: what is wrong is in the settings, and a restart changes nothing. */
const settingsExitCode = 78;

/**
 * The whole of a program's `main.ts`: starts it, and on SIGTERM or SIGINT stops it and ends the process with 0; a signal that comes during
 * the start counts as soon as that is done. The process ends with 78 when the settings cannot be used; with 1 when the start or the stop
 * fails, the stop takes too long, a second signal comes, or a promise is rejected that nothing handles. Each of these is one JSON line on
 * standard output, as the program's log writes them.
 *
 * @param start gives the way to stop what it started
 *
 * @example
 * await runProgram(async () => {
 *   const server = await startServer(readConfig(process.env));
 *   return () => server.stop();
 * });
 */
export async function runProgram(
  start: () => Promise<Stop>,
  { stopMilliseconds = 9_000 }: ProgramOptions = {},
): Promise<void> {
  process.on("unhandledRejection", (error) => fail("fatal", "unhandled rejection", { error: describeError(error) }));
  const started = Promise.withResolvers<Stop>();
  stopOnSignals(started.promise, stopMilliseconds);
  try {
    started.resolve(await start());
  } catch (error) {
    if (error instanceof Error && error.name === "SettingsError") {
      report("fatal", error.message);
      process.exit(settingsExitCode);
    }
    fail("fatal", `could not start: ${describeError(error)}`, {
      stack: error instanceof Error ? error.stack : undefined,
    });
  }
}

/** Without a handler of its own the first process of a container gets no signal at all, so these are there from the beginning. */
function stopOnSignals(started: Promise<Stop>, stopMilliseconds: number): void {
  let isStopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (isStopping) fail("error", "ended by a second signal", { signal });
      isStopping = true;
      report("info", "stopping", { signal });
      // A request that does not end must not keep the pod from ending.
      setTimeout(() => fail("error", "did not stop in time", { stopMilliseconds }), stopMilliseconds).unref();
      started
        .then((stop) => stop())
        .then(
          () => process.exit(0),
          (error: unknown) => fail("error", "could not stop in order", { error: describeError(error) }),
        );
    });
  }
}

function fail(level: "error" | "fatal", msg: string, fields: Readonly<Record<string, unknown>>): never {
  report(level, msg, fields);
  process.exit(1);
}

/** The program's own logger may be what could not be made. */
function report(level: "info" | "error" | "fatal", msg: string, fields: Readonly<Record<string, unknown>> = {}): void {
  process.stdout.write(`${JSON.stringify({ level, time: new Date().toISOString(), ...fields, msg })}\n`);
}
