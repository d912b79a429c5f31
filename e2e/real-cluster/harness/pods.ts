import { readFile, readdir } from "node:fs/promises";
import type { ClusterPlatform } from "./platform-on-cluster.ts";

/** The parts of a pod that tests look at. */
export interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly deletionTimestamp?: string };
  readonly spec: { readonly containers: readonly { readonly name: string; readonly image: string }[] };
  readonly status: {
    readonly podIP?: string;
    readonly conditions?: readonly PodCondition[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

interface PodCondition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime: string;
}

interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly containerID?: string;
  readonly state: { readonly running?: { readonly startedAt: string } };
  readonly lastState: { readonly terminated?: { readonly reason: string; readonly exitCode: number } };
}

/** The pods of a namespace with these labels, those that are ending apart. */
export async function listPods(platform: ClusterPlatform, namespace: string, labels: string): Promise<readonly Pod[]> {
  const text = await platform.kubectl("get", "pods", "--namespace", namespace, "-l", labels, "-o", "json");
  return (JSON.parse(text) as { items: Pod[] }).items.filter(({ metadata }) => !metadata.deletionTimestamp);
}

/** The pods of one of the platform's own programs. */
export const componentLabels = (name: string) => `app.kubernetes.io/name=${name}`;

/** The pods of a module. */
export const moduleLabels = (name: string) => `tochkarosta.online/module=${name}`;

/** Whether pods with these labels are there, and each runs an image of this tag. */
export async function areOnTag(
  platform: ClusterPlatform,
  namespace: string,
  labels: string,
  tag: string,
): Promise<boolean> {
  const pods = await listPods(platform, namespace, labels);
  return pods.length > 0 && pods.every(({ spec }) => spec.containers[0]?.image.endsWith(`:${tag}`));
}

/** The number, on this machine, of the process that a pod's first container began with; undefined when it does not run here. */
export async function findProcess({ status }: Pod): Promise<number | undefined> {
  const id = status.containerStatuses?.[0]?.containerID?.replace("containerd://", "");
  if (!id) return undefined;
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    // A process may end while we look.
    const read = (file: string) => readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "");
    if ((await read("cgroup")).includes(id) && /^NSpid:.*\t1$/m.test(await read("status"))) return Number(pid);
  }
  return undefined;
}
