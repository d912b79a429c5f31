import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readGuide, type GuideBlock } from "./read-guide.ts";

const root = join(import.meta.dirname, "../..");

/** What the reader of a guide has at hand. */
export interface Reader {
  /** The variables that the guide asks to be set, and PATH with kubectl, helm and PostgreSQL's programs. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Pastes the blocks of `docs/guides/<name>.md` into one shell, in order, as a reader would who stops at the first failure: all of them,
 * or those under one heading.
 * @returns all that the commands printed
 * @throws Error that names the block and shows what it printed
 */
export async function walkGuide(name: string, reader: Reader, heading?: string): Promise<string> {
  const all = readGuide(await readFile(join(root, "docs/guides", `${name}.md`), "utf8"));
  const blocks = all.filter((block) => heading === undefined || block.heading === heading);
  if (blocks.length === 0) throw new Error(`${name}.md has no commands${heading ? ` under "${heading}"` : ""}`);
  const script = ["set -euo pipefail", ...blocks.flatMap((block, index) => [announce(index), block.commands])].join(
    "\n",
  );
  const { exitCode, output } = await runShell(script, reader);
  if (exitCode !== 0)
    throw new Error(`${name}.md failed ${locate(blocks, output)} (exit ${exitCode}):\n${tail(output)}`);
  return output;
}

const mark = "@@ block ";
const announce = (index: number) => `echo '${mark}${index}'`;

function locate(blocks: readonly GuideBlock[], output: string): string {
  const last = output.slice(output.lastIndexOf(mark) + mark.length).split("\n")[0];
  const block = blocks[Number(last)];
  return block ? `in the block at line ${block.line}, "${block.heading}"` : "before its first block";
}

function tail(output: string): string {
  return output.split("\n").slice(-60).join("\n");
}

function runShell(script: string, { environment }: Reader): Promise<{ exitCode: number; output: string }> {
  // Guides name files of the repository from its root, where they tell the reader to stand.
  const child = spawn("bash", ["-c", script], { cwd: root, env: environment });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ exitCode: code ?? 1, output }));
  });
}
