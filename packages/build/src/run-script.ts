import { spawn } from "node:child_process";
import { delimiter, dirname, join } from "node:path";

/**
 * Runs a line of shell with the pinned Node and the repository's tools first on the path, and resolves to its output.
 * @throws Error with the output's end when the line fails.
 */
export function runScript(root: string, folder: string, line: string): Promise<string> {
  const binFolders = [join(root, folder, "node_modules", ".bin"), join(root, "node_modules", ".bin")];
  const tools = [dirname(process.execPath), ...binFolders].join(delimiter);
  const environment = {
    ...process.env,
    PATH: `${tools}${delimiter}${process.env["PATH"] ?? ""}`,
    NEXT_TELEMETRY_DISABLED: "1",
  };
  const child = spawn(line, {
    cwd: join(root, folder),
    env: environment,
    shell: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`\`${line}\` in ${folder} failed:\n${output.split("\n").slice(-60).join("\n")}`));
    });
  });
}
