import { callCtr } from "../../cluster/src/own/containerd.ts";
import { runFolderOf } from "../../cluster/src/own/run-folder.ts";
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

/** Kills a pod's process with SIGKILL, from the node: it gets no chance to say good-bye, and the kubelet starts it again. */
export async function killContainer(platform: ClusterPlatform, pod: Pod): Promise<void> {
  const { ownName } = platform.addresses;
  const id = pod.status.containerStatuses?.[0]?.containerID?.replace("containerd://", "");
  if (ownName === null || !id) throw new Error(`${pod.metadata.name} has no container that could be killed from here`);
  await callCtr(runFolderOf(ownName), ["task", "kill", "--signal", "SIGKILL", id]);
}
