import type { ClusterPlatform } from "./platform-on-cluster.ts";

/** The memory that one container holds, as its node's kubelet measures it. */
export interface ContainerMemory {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** What counts towards the limit and cannot be given back: MiB. */
  readonly workingSetMebibytes: number;
}

interface Summary {
  readonly pods: readonly {
    readonly podRef: { readonly name: string; readonly namespace: string };
    readonly containers?: readonly { readonly name: string; readonly memory?: { readonly workingSetBytes?: number } }[];
  }[];
}

/** Memory of every running container, the largest first; from each kubelet through the API server. */
export async function readPodMemory({
  kubectl,
}: Pick<ClusterPlatform, "kubectl">): Promise<readonly ContainerMemory[]> {
  const nodes = (await kubectl("get", "nodes", "-o", "name")).split("\n").map((name) => name.replace("node/", ""));
  const found: ContainerMemory[] = [];
  for (const node of nodes) {
    const text = await kubectl("get", "--raw", `/api/v1/nodes/${node}/proxy/stats/summary`);
    for (const { podRef, containers = [] } of (JSON.parse(text) as Summary).pods) {
      for (const { name, memory } of containers) {
        const workingSetMebibytes = (memory?.workingSetBytes ?? 0) / 1024 / 1024;
        found.push({ namespace: podRef.namespace, pod: podRef.name, container: name, workingSetMebibytes });
      }
    }
  }
  return found.sort((one, other) => other.workingSetMebibytes - one.workingSetMebibytes);
}
