import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Whether a Docker engine (not only its client) answers. */
export async function isDockerAnswering(): Promise<boolean> {
  try {
    await promisify(execFile)("docker", ["version", "--format", "{{.Server.Version}}"], { timeout: 5000 });
    return true;
  } catch {
    return false; // No client, no engine or no right to talk to it: the tests then use what the machine has.
  }
}
