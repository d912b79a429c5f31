import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { readStartTime } from "@tochka-rosta/testing";
import { readState } from "../../cluster/src/own/run-folder.ts";
import type { RunFolder } from "../../cluster/src/own/run-folder.ts";
import { cableOf } from "../../cluster/src/own/settings.ts";

/** Names of a running cluster's kernel objects, by which its traces are found even when it has ended. */
export interface Identity {
  /** `pid:[…]`, `mnt:[…]` and `net:[…]` of its first process. */
  readonly namespaces: readonly string[];
  readonly link: string;
}

/** What this machine has of one cluster. */
export interface Traces {
  readonly processes: number;
  readonly links: readonly string[];
  readonly cgroups: readonly string[];
  readonly files: readonly string[];
}

/** @throws Error when the cluster does not run. */
export async function identify(folder: RunFolder): Promise<Identity> {
  const state = await readState(folder);
  if (state === undefined) throw new Error(`The cluster "${folder.name}" does not run`);
  const kinds = ["pid_for_children", "mnt", "net"];
  const namespaces = await Promise.all(kinds.map((kind) => readlink(`/proc/${state.pid}/ns/${kind}`)));
  return { namespaces, link: cableOf(state.cable).link };
}

export async function findTraces(folder: RunFolder, { namespaces, link }: Identity): Promise<Traces> {
  const around = await readdir(join(folder.path, ".."));
  return {
    processes: await countProcesses(namespaces),
    links: (await readdir("/sys/class/net")).filter((name) => name === link),
    cgroups: await findGroups("/sys/fs/cgroup", folder.cgroup),
    // What locks are taken in stays, empty: a lock whose file is removed can be had twice.
    files: around.filter(
      (name) => name === folder.name || (name.startsWith(`${folder.name}.`) && !name.endsWith(".db")),
    ),
  };
}

async function countProcesses(namespaces: readonly string[]): Promise<number> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const belong = await Promise.all(
    pids.map(async (pid) => {
      const kinds = ["pid", "mnt", "net"];
      // A process may end while we look.
      const own = await Promise.all(kinds.map((kind) => readlink(`/proc/${pid}/ns/${kind}`).catch(() => "")));
      // One that only waits for its parent to notice its end is none any more.
      const isAlive = (await readStartTime(Number(pid))) !== undefined;
      return isAlive && own.some((namespace) => namespaces.includes(namespace));
    }),
  );
  return belong.filter(Boolean).length;
}

/** In the root of version 2, or in that of every hierarchy of version 1. */
async function findGroups(root: string, name: string): Promise<string[]> {
  const hierarchies = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  return [root, ...hierarchies.map((entry) => join(root, entry.name))]
    .map((folder) => join(folder, name))
    .filter((folder) => existsSync(folder));
}

/**
 * Of this machine itself, only what a cluster of ours would make if it did not keep to itself: others (Docker, a desktop) change
 * mounts and rules meanwhile. No cluster may ever change any of it.
 */
export async function describeMachine(): Promise<string> {
  const { stdout: rules } = await promisify(execFile)("nft", ["--stateless", "list", "ruleset"]);
  const { stdout: namespaces } = await promisify(execFile)("ip", ["netns", "list"]);
  return [
    ...rules.split("\n").filter(isLikeARuleOfOurs),
    ...namespaces.split("\n").filter((name) => name.startsWith("cni-")),
    ...(await readFile("/proc/self/mounts", "utf8")).split("\n").filter(isLikeAMountOfOurs),
    ...foldersForPlugins.filter((folder) => existsSync(folder)),
    `forwarding: ${await readFile("/proc/sys/net/ipv4/ip_forward", "utf8")}`,
  ].join("\n");
}

/** Made by kubelet, controller manager and containerd where nobody tells them another place. */
const foldersForPlugins = ["/usr/libexec/kubernetes", "/opt/containerd"];

/** Of kube-proxy, of the CNI plug-ins, of the enforcer, or about addresses of pods, services and cables. */
export function isLikeARuleOfOurs(line: string): boolean {
  return /KUBE-|CNI-|tochka_rosta|\b10\.(244|96|77)\./.test(line);
}

/** Mounted where supervisor/machine.go and a node's programs mount, within the cluster. The kernel's lines: source, point, kind, … */
export function isLikeAMountOfOurs(line: string): boolean {
  const point = line.split(" ")[1] ?? "";
  const ofTheMachine = ["/proc", "/mnt", "/mnt/cluster", "/mnt/cgroup", "/sys", "/sys/fs/cgroup", "/run", "/tmp"];
  const isItself = [...ofTheMachine, "/var/lib", "/var/log"].includes(point);
  return isItself || /^\/run\/(cluster|netns\/cni-)|^\/var\/lib\/kubelet\b|\/tochka-rosta\//.test(point);
}
