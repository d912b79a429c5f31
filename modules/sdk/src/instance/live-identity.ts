import { readFile } from "node:fs/promises";
import { type Clock, systemClock } from "../clock.ts";
import { type InstanceIdentity, parseIdentity } from "./identity.ts";

const REREAD_AFTER_MILLISECONDS = 1000;

/** The instance's identity as the mounted file says now. */
export interface LiveIdentity {
  /** The last identity read. */
  readonly current: () => InstanceIdentity;
  /** Reads the file again when the last look is over a second old. Requests call it, so an idle module does nothing at all. */
  readonly refresh: () => Promise<InstanceIdentity>;
}

/**
 * Opens the identity file. The kubelet swaps the file by a symlink, which file watching misses and reading does not.
 * A file that cannot be read later leaves the last identity standing and is told once per change of the reason.
 * @throws Error when the file cannot be read or understood at first
 */
export async function openLiveIdentity(
  file: string,
  onProblem: (problem: string) => void,
  clock: Pick<Clock, "monotonic"> = systemClock,
): Promise<LiveIdentity> {
  let identity = parseIdentity(await readFile(file, "utf8"));
  let readAt = clock.monotonic();
  let lastProblem = "";
  let reading: Promise<void> | undefined;

  const reread = async (): Promise<void> => {
    try {
      identity = parseIdentity(await readFile(file, "utf8"));
      lastProblem = "";
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      if (problem !== lastProblem) onProblem(problem);
      lastProblem = problem;
    } finally {
      readAt = clock.monotonic();
      reading = undefined;
    }
  };

  return {
    current: () => identity,
    refresh: async () => {
      if (clock.monotonic() - readAt >= REREAD_AFTER_MILLISECONDS) {
        reading ??= reread();
        await reading;
      }
      return identity;
    },
  };
}
