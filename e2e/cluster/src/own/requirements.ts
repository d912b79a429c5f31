import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { installDebianPackage } from "../../../setup/debian.ts";

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
const bridgeFilter = "/proc/sys/net/bridge/bridge-nf-call-iptables";

/** What this machine lacks to run a cluster of ours, in one sentence; undefined when nothing can be said against it. */
export async function describeWhatIsMissing(isToBuild = true): Promise<string | undefined> {
  if (process.platform !== "linux") return "a cluster from source runs on Linux only";
  if (process.getuid?.() !== 0) return "a cluster from source needs root";
  if (!isToBuild) return undefined;
  const go = await run("go", ["version"]).catch(() => undefined);
  if (go === undefined) return "a cluster from source needs Go 1.26 (https://go.dev/dl) on the PATH";
  // Built in, loaded already, or loaded now.
  if (!existsSync(bridgeFilter)) await run("modprobe", ["br_netfilter"]).catch(() => undefined);
  if (!existsSync(bridgeFilter)) return "a cluster from source needs the kernel module br_netfilter";
  return undefined;
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
