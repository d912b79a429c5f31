import { watchPrograms, type RebuiltProgram } from "@tochka-rosta/build";
import type { Development } from "@tochka-rosta/platform/start";

/**
 * Builds programs whose sources change and starts them again on a running platform, until the signal aborts. Says what it did and how
 * long after the change the new program was ready.
 */
export async function developPrograms({ platform, print, signal }: Development): Promise<void> {
  print(welcome);
  await watchPrograms({
    signal,
    onRebuilt: async (program) => {
      const report = await platform.restart(program.image);
      if (!signal.aborted) print(describeRestart(program, report, performance.now()));
    },
    onFailure: (name, error) => print(describeFailure(name, error)),
    async onChange(paths) {
      if (!paths.some((path) => isManifest.test(path))) return;
      await platform.applyCatalogue();
      print("✓ catalogue: the modules' manifests are applied");
    },
  });
}

const isManifest = /^modules\/[^/]+\/module\.yaml$/;

const welcome = `  Watching the sources: a changed program is built and started again, the dashboard reloads by itself.
  A change of the chart, of local/ or of package-lock.json needs a new npm run dev.
`;

/** One line for people. `now` as `performance.now()`. */
export function describeRestart(
  { name, changedAt }: RebuiltProgram,
  { ready, failure }: { ready: number; failure: string | undefined },
  now: number,
): string {
  const seconds = `${((now - changedAt) / 1000).toFixed(1)} s`;
  if (failure !== undefined) return `✗ ${name} is built and does not start (${seconds}): ${failure}`;
  if (ready === 0) return `✓ ${name} is built (${seconds}); nothing runs it yet`;
  return `✓ ${name} is running${ready > 1 ? `, ${ready} times` : ""} (${seconds})`;
}

/** The tool's own lines, and what that means for what runs. */
export function describeFailure(name: string | undefined, { message }: Error): string {
  const what =
    name === undefined ? "the change could not be taken up" : `${name} could not be built, the last one goes on`;
  return `✗ ${what}:\n${message.replaceAll(/^/gm, "    ")}`;
}
