import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

/** What every go.mod here asks for. */
export const neededGo = "1.26";

/** Any module of ours: Go may take the version that a go.mod asks for instead of its own. */
const anyModule = join(import.meta.dirname, "..", "..", "supervisor");

/** Which Go builds here, e.g. "1.26.8". @throws Error, in one sentence, when there is none or only an older one. */
export async function findGo(): Promise<string> {
  const advice = `install Go ${neededGo} or newer (https://go.dev/dl)`;
  const { stdout } = await promisify(execFile)("go", ["env", "GOVERSION"], { cwd: anyModule }).catch(() => {
    throw new Error(advice);
  });
  const version = stdout.trim().replace(/^go/, "");
  if (!isNewEnough(version)) throw new Error(`${advice}: the one on the PATH is ${version}`);
  return version;
}

/** Of versions like "1.26.8" and "1.27rc1"; a version of another form is one of Go's own trunk, newer than any. */
export function isNewEnough(version: string): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  const [neededMajor, neededMinor] = neededGo.split(".").map(Number) as [number, number];
  if (major === undefined) return true;
  return Number(major) > neededMajor || (Number(major) === neededMajor && Number(minor) >= neededMinor);
}
