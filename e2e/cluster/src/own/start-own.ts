import { mkdir } from "node:fs/promises";
import type { RealCluster, RealClusterOptions } from "../real-cluster.ts";
import { claim, testClusters } from "@tochka-rosta/testing";
import { importImages } from "./containerd.ts";
import { openOwnCluster } from "./own-cluster.ts";
import { describeWhatIsMissing } from "./requirements.ts";
import { clustersFolder, runFolderOf } from "./run-folder.ts";
import { ingress, kubernetesVersion } from "./settings.ts";
import { startCluster } from "./start.ts";
import { stopCluster } from "./stop.ts";

/**
 * A fresh cluster from source for one test run. One that a run left behind is removed first; one whose run still goes on is not
 * touched.
 * @throws Error when it is in use, or does not start.
 */
export async function startOwn(options: RealClusterOptions): Promise<RealCluster | { readonly missing: string }> {
  const missing = await describeWhatIsMissing();
  if (missing !== undefined) return { missing };
  const name = options.name ?? testClusters.shared;
  const folder = runFolderOf(name);
  await mkdir(clustersFolder, { recursive: true });
  const release = await claim(folder.ownerLock, `The cluster "${name}"`);
  try {
    await stopCluster(folder);
    await startCluster(folder, (line) => options.log(line));
  } catch (error) {
    await release();
    throw error;
  }
  const own = await openOwnCluster(folder);
  return {
    description: `Kubernetes ${kubernetesVersion} from source, one node`,
    kubeconfigPath: folder.kubeconfig,
    ingress: { host: own.nodeAddress, ...ingress },
    loadImages: (archives) => importImages(folder, archives),
    own,
    async stop() {
      await own.close();
      await stopCluster(folder);
      await release();
    },
  };
}
