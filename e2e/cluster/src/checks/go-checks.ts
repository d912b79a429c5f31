import { existsSync } from "node:fs";
import { join } from "node:path";
import { findGo } from "../own/go.ts";
import { CannotRunHere, PassedButFor, recordRanOn, type Check } from "@tochka-rosta/testing";
import { runScript } from "@tochka-rosta/build";

// The Go code of ours that has logic of its own; the rest under e2e/cluster only calls the mains of others.
const folders = ["e2e/cluster/network-policy", "e2e/cluster/supervisor", "e2e/gitops"];

// As the cluster's programs are built (e2e/cluster/src/own/programs.ts): Go then takes what it compiled for them.
const flags = "CGO_ENABLED=0 GOFLAGS='-trimpath -mod=readonly'";

/** `go vet` and `go test` of each Go module of ours that has tests. */
export function listGoChecks(root: string): Check[] {
  return folders
    .filter((folder) => existsSync(join(root, folder, "go.mod")))
    .flatMap((folder) => [
      { name: `go vet of ${folder}`, run: () => runGo(root, folder, `${flags} go vet ./...`) },
      { name: `go test of ${folder}`, run: () => runGoTests(root, folder) },
    ]);
}

/** Not from Go's cache: what was skipped there depends on the machine, and on who runs it. */
async function runGoTests(root: string, folder: string): Promise<unknown> {
  const output = await runGo(root, folder, `${flags} go test -count=1 -v ./...`);
  const skipped = listSkippedGoTests(output);
  return skipped.length > 0 ? new PassedButFor(skipped) : undefined;
}

/** The tests that `go test -v` says it skipped, each with its reason where the line before has it. */
export function listSkippedGoTests(output: string): string[] {
  const found = output.matchAll(/(?:^\s+\S+\.go:\d+: (.*)\n)?^ *--- SKIP: (\S+)/gm);
  return [...found].map(([, reason, test = ""]) => (reason === undefined ? test : `${test}: ${reason}`));
}

async function runGo(root: string, folder: string, line: string): Promise<string> {
  const version = await findGo().catch((error: unknown) => {
    const missing = error instanceof Error ? error.message : String(error);
    recordRanOn("go", `skipped: ${missing}`);
    throw new CannotRunHere(missing, { cause: error });
  });
  recordRanOn("go", `Go ${version}`);
  return runScript(root, folder, line);
}
