import { spawn } from "node:child_process";
import { open } from "node:fs/promises";
import { isWithinBudget } from "../budget.ts";
import { defaultConverterLimits } from "../converter-limits.ts";
import { withByteSource } from "../header/byte-source.ts";
import { readHeader } from "../header/read-header.ts";
import { buildWorkerCommand, workerSurroundings } from "../run-worker.ts";

/** What decoding one file took of its child. */
export interface PictureCost {
  /** Size and format, as the header says. */
  readonly megapixels: number;
  readonly seconds: number;
  readonly peakMebibytes: number;
  readonly isDecoded: boolean;
  /** Whether the module would have begun at all. */
  readonly isWithinBudget: boolean;
}

/** The high-water mark of this program alone: `maxRSS` would count what its parent held when it was started. */
const REPORT = `process.on("exit", () => {
  const [, kibibytes] = /VmHWM:\\s+(\\d+)/.exec(require("node:fs").readFileSync("/proc/self/status", "utf8"));
  require("node:fs").writeSync(2, "peak " + kibibytes);
})`;
const preload = `data:text/javascript,import { createRequire } from "node:module"; const require = createRequire("file:///"); ${encodeURIComponent(REPORT)}`;

/**
 * Decodes a file as the module does, and measures its child.
 * @param worker the child's bundle; the sources when not given
 */
export async function measurePicture(path: string, worker?: string): Promise<PictureCost> {
  const header = await withByteSource(path, readHeader);
  if (typeof header === "string") throw new Error(`${path} is ${header}`);
  const [file, ...parameters] = buildWorkerCommand(header, defaultConverterLimits, worker, ["--import", preload]);
  const input = await open(path, "r");
  const started = performance.now();
  const child = spawn(file, parameters, { ...workerSurroundings, stdio: [input.fd, "ignore", "pipe"] });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  await input.close();
  return {
    megapixels: (header.width * header.height) / 1_000_000,
    seconds: (performance.now() - started) / 1000,
    peakMebibytes: Number(/peak (\d+)/.exec(said)?.[1] ?? Number.NaN) / 1024,
    isDecoded: code === 0,
    isWithinBudget: isWithinBudget(header),
  };
}
