import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { type FileHandle, open, readFile } from "node:fs/promises";
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import type { ConverterLimits } from "./converter-limits.ts";
import type { PictureHeader } from "./header/picture-header.ts";
import { type ConvertedPicture, decodeMessage } from "./worker-message.ts";

/** How a child ended: with a picture, without one, or because it took more than it may. */
export type WorkerOutcome = ConvertedPicture | "failed" | "killed";

/** All forms of the largest pictures take a twentieth of it. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const MAX_COMPLAINT_BYTES = 2_000;
const WATCH_MILLISECONDS = 25;
const PAGE_BYTES = 4096;
const PRLIMIT = "/usr/bin/prlimit";

/** Beside a module's bundle, or among the sources. */
const workerFile = [
  join(import.meta.dirname, "pictures", "main.mjs"),
  join(import.meta.dirname, "worker", "main.ts"),
].find((file) => existsSync(file));

/** Decoders share nothing with the module: a small heap, and WebAssembly without the 8 GiB of address space that guard its memory. */
const nodeArguments = ["--max-old-space-size=64", "--max-semi-space-size=1", "--disable-wasm-trap-handler"];

/** The more arenas, the more memory that was freed stays taken. */
const environment = { MALLOC_ARENA_MAX: "2" };

/** The program and parameters that decode a picture of this header, under the kernel's limit where there is a program to say it. */
export function buildWorkerCommand(
  header: PictureHeader,
  { addressSpaceBytes, heicAddressSpaceBytes }: ConverterLimits,
  worker = workerFile,
  nodeOptions: readonly string[] = [],
): readonly [string, ...string[]] {
  if (worker === undefined) throw new Error("the program that decodes pictures is not beside this one");
  const command = [process.execPath, ...nodeArguments, ...nodeOptions, worker, JSON.stringify(header)] as const;
  const bytes = header.format === "heic" ? heicAddressSpaceBytes : addressSpaceBytes;
  return existsSync(PRLIMIT) ? [PRLIMIT, `--as=${bytes}`, "--core=0", ...command] : command;
}

/** All that a child knows of its surroundings. */
export const workerSurroundings = { env: environment, cwd: "/" } as const;

function start(
  input: number,
  header: PictureHeader,
  limits: ConverterLimits,
  worker: string | undefined,
): ChildProcess {
  const [file, ...parameters] = buildWorkerCommand(header, limits, worker);
  return spawn(file, parameters, { ...workerSurroundings, stdio: [input, "pipe", "pipe"] });
}

async function heldBytes(pid: number): Promise<number> {
  // Gone already, or a system without /proc, where the other limits have to do.
  const text = await readFile(`/proc/${pid}/statm`, "utf8").catch(() => "0 0");
  return Number(text.split(" ")[1] ?? 0) * PAGE_BYTES;
}

/** Kills the child when its time or memory is over; returns what ends the watch and says whether it did. */
function watch(child: ChildProcess, limits: ConverterLimits): () => boolean {
  let isKilled = false;
  const kill = (): void => {
    isKilled = true;
    child.kill("SIGKILL");
  };
  const look = async (): Promise<void> => {
    if (child.pid !== undefined && (await heldBytes(child.pid)) > limits.memoryBytes) kill();
  };
  const timer = setTimeout(kill, limits.timeoutMilliseconds);
  const interval = setInterval(() => void look(), WATCH_MILLISECONDS);
  return () => {
    clearTimeout(timer);
    clearInterval(interval);
    return isKilled;
  };
}

/** Whoever visits the site comes first. */
function yieldProcessor({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already; what became of it is told by its exit.
  }
}

function collect(child: ChildProcess): { message: () => Buffer; complaint: () => string } {
  const chunks: Buffer[] = [];
  let received = 0;
  let complaint = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    received += chunk.length;
    if (received > MAX_MESSAGE_BYTES) child.kill("SIGKILL");
    else chunks.push(chunk);
  });
  child.stderr?.on("data", (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-MAX_COMPLAINT_BYTES)));
  return { message: () => Buffer.concat(chunks), complaint: () => complaint };
}

async function runOn(file: FileHandle, header: PictureHeader, limits: ConverterLimits, options: WorkerOptions) {
  const { note = () => undefined, worker } = options;
  const child = start(file.fd, header, limits, worker);
  yieldProcessor(child);
  const endWatch = watch(child, limits);
  const { message, complaint } = collect(child);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).finally(() => child.kill("SIGKILL"));
  const isKilled = endWatch() || code === null;
  if (code === 0) return decodeMessage(message());
  note(complaint());
  return isKilled ? "killed" : "failed";
}

/** What a test may replace. */
export interface WorkerOptions {
  /** Told what the child said when it failed; it may quote the file, so it is for a log's debug level. */
  readonly note?: (why: string) => void;
  readonly worker?: string;
}

/**
 * Converts a file in a child process of its own, which gets the file, a pipe back and nothing else: no environment, no other descriptor.
 * @throws Error when no child can be started at all
 */
export async function runWorker(
  path: string,
  header: PictureHeader,
  limits: ConverterLimits,
  options: WorkerOptions = {},
): Promise<WorkerOutcome> {
  const file = await open(path, "r");
  try {
    return await runOn(file, header, limits, options);
  } finally {
    await file.close();
  }
}
