import { spawn } from "node:child_process";
import { waitFor } from "@tochka-rosta/testing";
import type { RunFolder } from "./run-folder.ts";

/** Calls containerd's own client; the words after `ctr`. @throws Error with what it said. */
export async function callCtr(folder: RunFolder, words: readonly string[]): Promise<string> {
  const child = spawn("ctr", ["--address", folder.containerdSocket, "--namespace", "k8s.io", ...words], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`ctr ${words.join(" ")}: ${output.trim()}`);
  return output;
}

export async function waitForContainerd(folder: RunFolder): Promise<void> {
  await waitFor("containerd answers", () => callCtr(folder, ["version"]), { timeoutSeconds: 30 });
}

/** Imports image archives, which then are there as if they had been pulled. */
export async function importImages(folder: RunFolder, archives: readonly string[]): Promise<void> {
  for (const archive of archives) await callCtr(folder, ["images", "import", archive]);
}
