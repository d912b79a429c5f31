import { existsSync } from "node:fs";
import { createClient, defineResource, loadConfig, type KubernetesObject } from "@tochka-rosta/controller-runtime";
import { StartError, startPostgres } from "@tochka-rosta/local";
import { layOut } from "../../local/src/platform/folders.ts";
import { lockFolder } from "../../local/src/platform/lock.ts";
import { coreDatabase } from "../../local/src/platform/platform-databases.ts";
import { derivedSecrets } from "../../local/src/platform/manifests/platform-workloads.ts";
import { systemNamespace } from "../../local/src/platform/platform-secrets.ts";

interface Secret extends KubernetesObject {
  data?: Record<string, string>;
}

const secrets = defineResource<Secret>({
  group: "",
  version: "v1",
  plural: "secrets",
  kind: "Secret",
  namespaced: true,
});

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
    const secret = await client.get(secrets, { namespace: "tochka-rosta-system", name: "core-database" });
    if (!secret?.data?.["url"]) throw new Error("its core has no database yet");
    return Buffer.from(secret.data["url"], "base64").toString();
  } catch (cause) {
    throw new Error(notRunning, { cause });
  } finally {
    await client.close();
  }
}
