import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { installDebianPackage } from "@tochka-rosta/testing";
import { tryGroups } from "./cgroups.ts";
import { describeError } from "./describe-error.ts";
import { findGo } from "./go.ts";

interface Tool {
  /** Any of these is enough; absolute paths, or names on the PATH. */
  readonly file: string;
  readonly debianPackage: string;
}

const tools: readonly Tool[] = [
  { file: "/usr/bin/containerd", debianPackage: "containerd" },
  { file: "runc", debianPackage: "runc" },
  { file: "/usr/lib/cni/bridge", debianPackage: "containernetworking-plugins" },
  { file: "ip", debianPackage: "iproute2" },
  { file: "iptables", debianPackage: "iptables" },
  { file: "nft", debianPackage: "nftables" },
  { file: "mount", debianPackage: "mount" },
  { file: "nsenter", debianPackage: "util-linux" },
];

const run = promisify(execFile);
const bridgeSettings = "/proc/sys/net/bridge";
const bridgeFilter = `${bridgeSettings}/bridge-nf-call-iptables`;

/** What this machine lacks to run a cluster of ours, in one sentence; undefined when nothing can be said against it. */
export async function describeWhatIsMissing(isToBuild = true): Promise<string | undefined> {
  if (process.platform !== "linux") return "a cluster from source runs on Linux only";
  if (process.getuid?.() !== 0) return "a cluster from source needs root";
  if (!isToBuild) return undefined;
  // Its images say that they are for it (images/src/oci/write-image.ts).
  if (process.arch !== "x64") return `a cluster from source runs on x64 only; this machine is ${process.arch}`;
  for (const [need, tryIt] of needs) {
    const reason = await tryIt().then(() => undefined, describeError);
    if (reason !== undefined) return `a cluster from source needs ${need}: ${reason}`;
  }
  return undefined;
}

/** From the cheapest to try. All come before a build that takes ten minutes. */
const needs: readonly (readonly [string, () => Promise<unknown>])[] = [
  ["namespaces of its own, which ordinary containers may not make", tryNamespaces],
  ["cgroups of its own, which ordinary containers may not make", tryGroups],
  ["the kernel module br_netfilter", loadBridgeFilter],
  ["Go", findGo],
];

/** As supervisor/launch.go makes them; mounts are made private in them, which some containers' profiles forbid. */
function tryNamespaces() {
  return run("unshare", ["--pid", "--fork", "--mount", "--net", "--uts", "--ipc", "true"]);
}

/**
 * Built in, loaded already, or loaded now. Loading it makes packets on every bridge of this machine pass its firewall; where it was
 * not so before it shall not be so now. A cluster has these settings for itself.
 */
async function loadBridgeFilter(): Promise<void> {
  if (existsSync(bridgeFilter)) return;
  await run("modprobe", ["br_netfilter"]);
  if (!existsSync(bridgeFilter)) throw new Error(`${bridgeFilter} is not there`);
  for (const protocol of ["iptables", "ip6tables", "arptables"]) {
    await writeFile(`${bridgeSettings}/bridge-nf-call-${protocol}`, "0");
  }
}

/**
 * Sees to the programs that come from the distribution; as root on Debian they are installed.
 * @throws Error that names the packages that are still missing.
 */
export async function ensureDistributionTools(): Promise<void> {
  const missing: string[] = [];
  for (const { file, debianPackage } of tools) {
    if (isThere(file)) continue;
    const isInstalled = await installDebianPackage(debianPackage);
    if (!isInstalled || !isThere(file)) missing.push(`${debianPackage} (for ${file})`);
  }
  if (missing.length > 0) throw new Error(`Missing, and not to be had here: ${missing.join(", ")}.`);
}

function isThere(file: string): boolean {
  if (file.startsWith("/")) return existsSync(file);
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return folders.some((folder) => existsSync(join(folder, file)));
}
