// `npm start` on Windows: runs itself in WSL2. Plain JavaScript without dependencies, like all of this folder.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runForwardingSignals } from "./child.mjs";
import { chooseDistribution, describeMissing, describeMissingGit, parseDistributions } from "./wsl.mjs";

const npmVersion = "11.21.2";
/** Of in-wsl.sh. */
const gitIsMissing = 41;
const tasksWithDashboard = ["start", "dev"];

/**
 * Runs a task in the Linux of WSL2, in a checkout of its own there, and opens the dashboard in the browser once it answers: WSL2 leads
 * ports of Windows' localhost to Linux by itself.
 * @returns the exit code; 1 with what to type, in Russian and English, where there is no such Linux
 */
export async function runInWsl(root, [task, ...taskArguments], system = windows) {
  const found = await findDistribution(system);
  if (typeof found === "string") return refuse(system, found);
  const distribution = found.name;
  const machine = await system.capture("wsl.exe", ["-d", distribution, "--exec", "uname", "-m"]);
  const arch = machine.output.replaceAll("\0", "").trim() === "aarch64" ? "arm64" : "x64";
  const packed = await packTools(root, arch, system);
  system.print(`Linux: ${distribution} (WSL2), ~/tochka-rosta`);
  const answered = new AbortController();
  if (tasksWithDashboard.includes(task)) void openWhenReady(dashboardUrl(taskArguments), answered.signal, system);
  const words = ["sh", "scripts/bootstrap/in-wsl.sh", ...packed, task, ...taskArguments];
  const exitCode = await system.runHere("wsl.exe", ["-d", distribution, "--cd", root, "--exec", ...words]);
  answered.abort();
  return exitCode === gitIsMissing ? refuse(system, describeMissingGit(distribution)) : exitCode;
}

/** A distribution, or the text that says how to get one. */
async function findDistribution(system) {
  const status = await system.capture("wsl.exe", ["--status"]);
  if (status.exitCode !== 0) return describeMissing([]);
  const list = await system.capture("wsl.exe", ["-l", "-v"]);
  const distributions = list.exitCode === 0 ? parseDistributions(list.output) : [];
  return chooseDistribution(distributions) ?? describeMissing(distributions);
}

/**
 * Fetches Node and npm for Linux as npm packages, so that nothing has to be installed there. Paths relative to the root, as Linux writes
 * them.
 */
async function packTools(root, arch, system) {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const node = `node-linux-${arch}`;
  const folder = join(root, "dist", "wsl");
  mkdirSync(folder, { recursive: true });
  const wanted = [
    [node, optionalDependencies[node]],
    ["npm", npmVersion],
  ];
  const files = [];
  for (const [name, version] of wanted) {
    const file = `${name}-${version}.tgz`;
    if (!readdirSync(folder).includes(file)) await pack(`${name}@${version}`, folder, system);
    files.push(relative(root, join(folder, file)).split(sep).join("/"));
  }
  return files;
}

async function pack(specifier, folder, system) {
  const { exitCode } = await system.npm(["pack", specifier, "--pack-destination", folder, "--loglevel=error"]);
  if (exitCode !== 0) throw new Error(`npm could not fetch ${specifier}: check the network and npm's proxy settings.`);
}

/** The dashboard's address by the same option that the task reads. */
export function dashboardUrl(words) {
  const index = words.findIndex((word) => word === "--port" || word.startsWith("--port="));
  const port = index < 0 ? undefined : (words[index].split("=")[1] ?? words[index + 1]);
  return `http://localhost:${port ?? 3000}/`;
}

async function openWhenReady(url, signal, system) {
  while (!signal.aborted) {
    if (await system.isAnswering(url)) return system.open(url);
    await system.wait(1_000);
  }
}

function refuse(system, text) {
  system.print(text);
  return 1;
}

/** What {@link runInWsl} needs of Windows; tests give their own. */
const windows = {
  print: (text) => console.log(text),
  /** Runs a program and resolves to its exit code (127 when it is not there) and output. */
  capture: (program, words) => capture(program, words),
  npm: (words) => {
    const script = process.env.npm_execpath;
    return script?.endsWith(".js")
      ? capture(process.execPath, [script, ...words])
      : capture("npm.cmd", words, { shell: true });
  },
  runHere: (program, words) => runForwardingSignals(program, words, { env: { ...process.env, WSL_UTF8: "1" } }),
  isAnswering: (url) =>
    fetch(url, { redirect: "manual" }).then(
      ({ status }) => status < 500,
      () => false, // Nothing listens yet.
    ),
  // The empty word is the window's title, which `start` takes from its first quoted argument.
  open: (url) => void spawn("cmd.exe", ["/c", "start", "", url], { stdio: "ignore" }).on("error", () => undefined),
  wait: (milliseconds) => sleep(milliseconds, undefined, { ref: false }),
};

function capture(program, words, options = {}) {
  const env = { ...process.env, WSL_UTF8: "1" };
  const child = spawn(program, words, { ...options, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  return new Promise((resolve) => {
    child.once("error", () => resolve({ exitCode: 127, output }));
    child.once("close", (code) => resolve({ exitCode: code ?? 1, output }));
  });
}
