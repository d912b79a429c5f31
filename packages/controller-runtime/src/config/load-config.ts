import { readFile } from "node:fs/promises";

import type { ClusterConfig } from "./cluster-config.ts";
import { fileToken } from "./credentials.ts";
import { readKubeconfig } from "./kubeconfig.ts";

const SERVICE_ACCOUNT_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

/** Where a configuration may come from. */
export interface LoadConfigOptions {
  /** A kubeconfig file, or several divided as PATH is; absent: the pod's own service account. */
  readonly kubeconfigPath?: string | undefined;
  /** A context other than the current one. */
  readonly context?: string | undefined;
  /** `process.env`, given by main: a pod finds the API server's address there, an exec plug-in its PATH. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** For tests. */
  readonly serviceAccountFolder?: string | undefined;
}

/**
 * Finds out how to reach the API server: from the kubeconfig given, else as a pod.
 *
 * @throws Error with one sentence when neither is possible
 *
 * @example
 * const found = await loadConfig({ env: process.env, kubeconfigPath: process.env["KUBECONFIG"] });
 */
export async function loadConfig(options: LoadConfigOptions): Promise<ClusterConfig> {
  if (options.kubeconfigPath !== undefined && options.kubeconfigPath !== "") {
    return readKubeconfig(options.kubeconfigPath, options);
  }
  const host = options.env?.["KUBERNETES_SERVICE_HOST"];
  const port = options.env?.["KUBERNETES_SERVICE_PORT"] ?? "443";
  if (host === undefined) throw new Error("no API server: KUBECONFIG is not set and this is not a pod");
  const folder = options.serviceAccountFolder ?? SERVICE_ACCOUNT_FOLDER;
  return {
    server: `https://${host.includes(":") ? `[${host}]` : host}:${port}`,
    caPem: await readFile(`${folder}/ca.crt`, "utf8"),
    namespace: (await readFile(`${folder}/namespace`, "utf8")).trim(),
    credentials: fileToken(`${folder}/token`),
  };
}
