import { existsSync } from "node:fs";
import { join } from "node:path";

const oldestNodeMajor = 20;
const oldestTaskNodeMajor = 24;
const supportedPlatforms = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"];

/** One line that says why this Node or machine cannot run the repository, or undefined when it can. */
export function describeUnsupported({ versions, platform, arch }) {
  if (majorOf(versions.node) < oldestNodeMajor) {
    return `Node ${oldestNodeMajor} or newer is needed, this is ${versions.node}: install one from https://nodejs.org and try again.`;
  }
  if (!supportedPlatforms.includes(`${platform}-${arch}`)) {
    return `This machine (${platform}-${arch}) is not supported; these are: ${supportedPlatforms.join(", ")}.`;
  }
  return undefined;
}

/**
 * The Node that runs the tasks: npm's binary package for this platform, else the running Node when it is new enough.
 * @throws Error with one line when there is neither.
 */
export function findNode(root, { versions, platform, arch, execPath }) {
  // npm's package for Apple silicon goes by another name.
  const packages = [`node-${platform}-${arch}`, `node-bin-${platform}-${arch}`];
  const pinned = packages
    .map((name) => join(root, "node_modules", name, "bin", "node"))
    .find((file) => existsSync(file));
  if (pinned) return pinned;
  if (majorOf(versions.node) >= oldestTaskNodeMajor) return execPath;
  throw new Error(
    `No packaged Node for ${platform}-${arch}, and this is Node ${versions.node}: install Node ${oldestTaskNodeMajor} or newer and try again.`,
  );
}

function majorOf(version) {
  return Number(version.split(".")[0]);
}
