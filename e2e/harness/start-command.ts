import { spawn } from "node:child_process";
import { join } from "node:path";
import { waitFor } from "./http.ts";
import { listProcessTree } from "@tochka-rosta/testing";

const repositoryRoot = join(import.meta.dirname, "../..");

/** An `npm start` or `npm run dev` that a test typed. */
export interface StartCommand {
  /** All that it printed so far. */
  output(): string;
  /** Waits until the table of addresses is there; rejects when the command ends before. */
  untilReady(): Promise<void>;
  /** The ids of its process and all that it started. */
  processes(): Promise<readonly number[]>;
  interrupt(): void;
  /** The exit code, once it has ended by itself or by a signal. */
  readonly exitCode: Promise<number>;
}

/** Types `npm start -- …` (without npm in between, which would only pass it on). */
export function typeStart(...words: string[]): StartCommand {
  return typeCommand({ root: repositoryRoot, task: "start", words });
}

/** The same in another folder with the sources of a whole platform. */
export function typeStartIn(root: string, words: readonly string[], environment: NodeJS.ProcessEnv): StartCommand {
  return typeCommand({ root, task: "start", words, environment });
}

/** Types `npm run dev -- …` in a working copy. */
export function typeDevIn(root: string, words: readonly string[]): StartCommand {
  return typeCommand({ root, task: "dev", words });
}

interface TypedCommand {
  readonly root: string;
  readonly task: "start" | "dev";
  readonly words: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

function typeCommand({ root, task, words, environment = process.env }: TypedCommand): StartCommand {
  const child = spawn(process.execPath, [join(root, "scripts/run.mjs"), task, ...words], {
    cwd: root,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const exitCode = new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? -1)));
  const failed = exitCode.then((code) => {
    throw new Error(`npm run ${task} ended with ${code}:\n${output}`);
  });
  failed.catch(() => undefined); // Only those who wait for readiness need to hear of it.
  return {
    output: () => output,
    exitCode,
    interrupt: () => void child.kill("SIGINT"),
    processes: () => listProcessTree(child.pid ?? -1),
    async untilReady() {
      const ready = waitFor("the table of addresses", () => Promise.resolve(output.includes("kubectl")), {
        timeoutSeconds: 300,
      });
      await Promise.race([ready, failed]);
    },
  };
}
