import { waitFor } from "../../harness/http.ts";
import type { ClusterPlatform } from "./platform-on-cluster.ts";
import type { Pod } from "./pods.ts";

/** Enough to stay alive and in office; a write or two in the time that it takes to look for one. */
const cpu = "50m";

/**
 * Gives a pod's first container so little of the processor, by its kubelet and without a restart, that whoever looks on sees each of
 * its steps before the one after the next. The kernel sees to that, however busy the machine is. Nothing undoes it but a new pod.
 */
export async function slowDown(platform: ClusterPlatform, { metadata, spec }: Pod): Promise<void> {
  const { name, namespace } = metadata;
  const pod = ["pod", name, "--namespace", namespace];
  const resources = { requests: { cpu }, limits: { cpu } };
  const patch = { spec: { containers: [{ name: spec.containers[0]?.name, resources }] } };
  await platform.kubectl("patch", ...pod, "--subresource=resize", "--patch", JSON.stringify(patch));
  await waitFor(`${name} to be slow`, async () => {
    const limit = "jsonpath={.status.containerStatuses[0].resources.limits.cpu}";
    return (await platform.kubectl("get", ...pod, "-o", limit)) === cpu;
  });
}
