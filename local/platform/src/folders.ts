import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of this repository: images are programs of it. */
export const repositoryRoot = fileURLToPath(new URL("../../../", import.meta.url));

/** Where everything of one platform lies on disk. */
export interface Folders {
  data: string;
  postgres: string;
  apiServer: string;
  pods: string;
  kubeconfig: string;
  /** Ports that were free last time. */
  ports: string;
  lock: string;
}

/** The layout of a platform's data folder. */
export function layOut(dataDirectory: string): Folders {
  const data = resolve(dataDirectory);
  return {
    data,
    postgres: join(data, "postgres"),
    apiServer: join(data, "api-server"),
    pods: join(data, "pods"),
    kubeconfig: join(data, "kubeconfig"),
    ports: join(data, "ports.json"),
    lock: join(data, "platform.lock"),
  };
}
