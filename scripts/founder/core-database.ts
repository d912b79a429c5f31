import { existsSync } from "node:fs";
import { createClient, loadConfig } from "@tochka-rosta/controller-runtime";
import { coreRole, readSecret, secretNames } from "@tochka-rosta/core/setup";
import { StartError, startPostgres } from "@tochka-rosta/testing";
import { layOut, lockFolder, systemNamespace } from "@tochka-rosta/platform";

/**
 * Does something with the core's database of the platform on this machine: of the running one by the address in its Secret, of
 * a stopped one by starting its PostgreSQL meanwhile, under the platform's own lock.
 * @throws Error with one sentence when there is no platform in the folder
 */
export async function withCoreDatabase<T>(dataDirectory: string, work: (url: string) => Promise<T>): Promise<T> {
  const folders = layOut(dataDirectory);
  if (!existsSync(folders.postgres)) {
    throw new Error(`There is no platform in ${folders.data} yet: start it once with npm start.`);
  }
  const release = await lockFolder(folders.lock).catch((error: unknown) => {
    if (error instanceof StartError) return undefined;
    throw error;
  });
  if (!release) return work(await readRunningUrl(folders.kubeconfig));
  try {
    const server = await startPostgres({ dataDirectory: folders.postgres });
    try {
      return await work(server.url(coreRole));
    } finally {
      await server.stop();
    }
  } finally {
    await release();
  }
}

async function readRunningUrl(kubeconfigPath: string): Promise<string> {
  const client = createClient({ config: await loadConfig({ kubeconfigPath }) });
  try {
    const secret = await readSecret(client, { namespace: systemNamespace, name: secretNames.coreDatabase });
    const url = secret?.["url"];
    if (url === undefined) throw new Error("The platform is still starting: try again in a few seconds.");
    return url;
  } finally {
    await client.close();
  }
}
