import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

/** Where a running platform is reached. */
export interface PlatformAddresses {
  readonly gatewayUrl: string;
  readonly dashboardUrl: string;
  readonly kubeconfigPath: string;
  readonly dataDirectory: string;
  /** The platform's own copy of the table of images, to which a test may add. */
  readonly imageTableFile: string;
  /** The harness's own address for the tests' questions, see control.ts. */
  readonly controlUrl: string;
  readonly processId: number;
}

/** A platform in a process of its own. */
export interface PlatformProcess {
  readonly addresses: PlatformAddresses;
  /** All that it printed so far, for failure messages. */
  output(): string;
  /** SIGKILL to the process: nothing gets a chance to clean up. Its data stays. */
  kill(): Promise<void>;
  /** An orderly end; its data stays. */
  stop(): Promise<void>;
}

/**
 * Starts a platform on this data directory and waits until it is whole.
 * @throws Error with its last lines when it ends before that.
 */
export async function startPlatformProcess(dataDirectory: string, gatewayPort = 0): Promise<PlatformProcess> {
  const program = join(import.meta.dirname, "platform-process.ts");
  const imageTableFile = join(dataDirectory, "images.json");
  await copyFile(join(import.meta.dirname, "../../local/platform/generated/images.json"), imageTableFile);
  const options = { dataDirectory, gatewayPort, imageTableFile };
  const child = spawn(process.execPath, [program, JSON.stringify(options)], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const log = createWriteStream(await nameLogFile(dataDirectory), { flags: "a" });
  child.stderr.pipe(log);
  createInterface(child.stderr).on("line", (line) => lines.push(line));
  const addresses = await new Promise<PlatformAddresses>((resolve, reject) => {
    createInterface(child.stdout).on("line", (line) => {
      if (line.startsWith('{"gatewayUrl"')) resolve(JSON.parse(line) as PlatformAddresses);
      else lines.push(line);
    });
    void ended.then(() => reject(new Error(`The platform ended at its start:\n${lines.slice(-30).join("\n")}`)));
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await Promise.race([ended, sleep(30_000, undefined, { ref: false })]);
    if (child.exitCode === null && child.signalCode === null) throw new Error("The platform did not end within 30 s");
  };
  return { addresses, output: () => lines.join("\n"), kill: () => end("SIGKILL"), stop: () => end("SIGTERM") };
}

/** What a platform prints is kept with the other results of the run. */
async function nameLogFile(dataDirectory: string): Promise<string> {
  const folder = join(import.meta.dirname, "../../test-results/platforms");
  await mkdir(folder, { recursive: true });
  return join(folder, `${basename(dataDirectory)}.log`);
}

/** A temporary data directory and what removes it. */
export async function makeDataDirectory(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "tochka-rosta-platform-"));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}
