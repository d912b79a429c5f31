import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Installs the locked dependencies unless node_modules already holds them. @throws Error with one line on failure. */
export async function installWhenStale(root) {
  if (isInstalled(root)) return;
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const progress = showProgress(() => `Installing the locked dependencies … ${seconds()}`);
  try {
    await runNpmCi(root);
  } finally {
    progress.stop();
  }
  console.log(`Installed the locked dependencies (${seconds()})`);
}

/**
 * Whether node_modules holds every package of package-lock.json at its version. npm writes its own hidden lock file last,
 * so an interrupted installation never counts.
 */
export function isInstalled(root) {
  const installedFile = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installedFile)) return false;
  const locked = readPackages(join(root, "package-lock.json"));
  const installed = readPackages(installedFile);
  return Object.entries(locked).every(([path, wanted]) => {
    const found = installed[path];
    if (found) return wanted.link ? found.link : found.version === wanted.version;
    return !path.includes("node_modules/") || Boolean(wanted.optional || wanted.devOptional || wanted.peer);
  });
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages;
}

function runNpmCi(root) {
  const npmScript = process.env.npm_execpath;
  const [program, first] = npmScript?.endsWith(".js") ? [process.execPath, [npmScript]] : ["npm", []];
  // Nothing here needs an install script, and some of them (Prisma's) download what closed networks do not have.
  const npmArguments = [...first, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const child = spawn(program, npmArguments, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.once("error", () => reject(new Error("npm was not found: install it together with Node and try again.")));
    child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(describeNpmFailure(output)))));
  });
}

const knownFailures = [
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT/,
    "the package registry cannot be reached; check the network and npm's proxy settings",
  ],
  [/ENOSPC/, "the disk is full; free about 3 GB and try again"],
  [/EACCES|EPERM|EROFS/, "this user may not write into the folder of the repository"],
  [
    /EUSAGE/,
    "package-lock.json does not match the package.json files; run `npm install --ignore-scripts` and commit the lock file",
  ],
  [/EINTEGRITY/, "a downloaded package is not the locked one; run `npm cache clean --force` and try again"],
];

/** The reason of an npm failure in one line, without addresses. */
export function describeNpmFailure(output) {
  const known = knownFailures.find(([pattern]) => pattern.test(output));
  const firstLine = output.match(/npm (?:error|ERR!) (?!code )(.+)/)?.[1] ?? "npm ci failed";
  const reason = known ? known[1] : firstLine.replace(/https?:\/\/\S+/g, "(an address)");
  return `The dependencies could not be installed: ${reason}.`;
}

function showProgress(text) {
  if (!process.stdout.isTTY) {
    console.log("Installing the locked dependencies (a few minutes the first time) …");
    return { stop() {} };
  }
  const timer = setInterval(() => process.stdout.write(`\r${text()}`), 500);
  return {
    stop() {
      clearInterval(timer);
      process.stdout.write("\r\u001b[K");
    },
  };
}
