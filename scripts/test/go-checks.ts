import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { tellRanOn } from "../../e2e/setup/ran-on.ts";
import { runScript } from "../build/run-script.ts";
import type { Check } from "../check/checks.ts";
import { CannotRunHere } from "./step.ts";

// The Go code of ours that has logic of its own; the rest under e2e/cluster only calls the mains of others.
const folders = ["e2e/cluster/network-policy", "e2e/cluster/supervisor"];

// As the cluster's programs are built (e2e/cluster/src/own/programs.ts): Go then takes what it compiled for them.
const flags = "CGO_ENABLED=0 GOFLAGS='-trimpath -mod=readonly'";

/** `go vet` and `go test` of each Go module of ours that has tests. */
export function listGoChecks(root: string): Check[] {
  return folders
    .filter((folder) => existsSync(join(root, folder, "go.mod")))
    .flatMap((folder) => [
      { name: `go vet of ${folder}`, run: () => runGo(root, folder, `${flags} go vet ./...`) },
      { name: `go test of ${folder}`, run: () => runGo(root, folder, `${flags} go test ./...`) },
    ]);
}

async function runGo(root: string, folder: string, line: string): Promise<void> {
  const version = await describeGo().catch((error: unknown) => {
    const missing = "there is no Go on this machine: install Go 1.26 or newer";
    tellRanOn("go", `skipped: ${missing}`);
    throw new CannotRunHere(missing, { cause: error });
  });
  tellRanOn("go", version);
  await runScript(root, folder, line);
}

/** Which Go is here, e.g. "Go 1.26.8". @throws Error when there is none. */
export async function describeGo(): Promise<string> {
  const { stdout } = await promisify(execFile)("go", ["env", "GOVERSION"]);
  return `Go ${stdout.trim().replace(/^go/, "")}`;
}
