import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RealCluster, RealClusterOptions } from "../real-cluster.ts";
import { importImages } from "./containerd.ts";
import { openOwnCluster } from "./own-cluster.ts";
import { describeWhatIsMissing } from "./requirements.ts";
import { readOwner, runFolderOf } from "./run-folder.ts";
import { ingress, kubernetesVersion } from "./settings.ts";
import { startCluster } from "./start.ts";
import { stopCluster } from "./stop.ts";

/**
 * A fresh cluster from source for one test run. One that a run left behind is removed first; one whose run still goes on is not
 * touched.
 * @throws Error when it is in use, or does not start.
 */
export async function startOwn(
  { log, name = "test" }: RealClusterOptions,
): Promise<RealCluster | { readonly missing: string }> {
  const missing = await describeWhatIsMissing();
  if (missing !== undefined) return { missing };
  const folder = runFolderOf(name);
  const owner = await readOwner(folder);
  if (owner !== undefined) {
    throw new Error(`The cluster "${name}" belongs to process ${owner}, which still runs: wait for it, or use another name.`);
  }
  await stopCluster(folder);
  await startCluster(folder, log);
  await writeFile(join(folder.path, "owner"), String(process.pid));
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
    },
  };
}
