import { spawn } from "node:child_process";
import type { Client } from "@tochka-rosta/controller-runtime";
import { connect, resourceOf } from "./own/addons/objects.ts";
import type { RealCluster, RealClusterOptions } from "./real-cluster.ts";

const marker = { namespace: "kube-system", name: "tochka-rosta-test-cluster" };

/** How the marker is set, for people. */
const markerAdvice = `kubectl --namespace ${marker.namespace} create configmap ${marker.name} --from-literal=ingressHost=<address>`;

/**
 * The cluster of a kubeconfig. Tests make and delete namespaces there, so it must say of itself that it is for tests: by a
 * ConfigMap, which also says where its ingress controller is.
 * @throws Error for a cluster without the marker, or whose marker lacks the address.
 */
export async function useGiven(
  kubeconfigPath: string,
  loadCommand: string | undefined,
  options: RealClusterOptions,
): Promise<RealCluster> {
  const client = await connect(kubeconfigPath);
  try {
    const settings = await readMarker(client, kubeconfigPath);
    const host = settings["ingressHost"];
    if (!host)
      throw new Error(`The ConfigMap ${marker.namespace}/${marker.name} lacks ingressHost, the controller's address.`);
    const { gitVersion } = (await client.getPath("/version")) as { gitVersion: string };
    return {
      description: `Kubernetes ${gitVersion} of KUBECONFIG_REAL`,
      kubeconfigPath,
      ingress: {
        host,
        httpsPort: Number(settings["ingressHttpsPort"] ?? 443),
        httpPort: Number(settings["ingressHttpPort"] ?? 80),
        className: settings["ingressClassName"] ?? "traefik",
        namespace: settings["ingressNamespace"] ?? "traefik",
      },
      loadImages: (archives) => loadBy(loadCommand, archives, options),
      own: undefined,
      stop: () => Promise.resolve(),
    };
  } finally {
    await client.close();
  }
}

async function readMarker(client: Client, kubeconfigPath: string): Promise<Readonly<Record<string, string>>> {
  const found = await client.get(resourceOf("v1", "ConfigMap"), marker);
  if (found !== undefined) return (found["data"] ?? {}) as Record<string, string>;
  throw new Error(`The cluster of ${kubeconfigPath} does not say that it is for tests. If it is: ${markerAdvice}`);
}

/** Every kind of cluster takes images in another way, e.g. `kind load image-archive`. */
async function loadBy(command: string | undefined, archives: readonly string[], options: RealClusterOptions) {
  if (command === undefined) {
    options.log("REAL_CLUSTER_LOAD_IMAGE is not set: the images must be on the nodes already");
    return;
  }
  const [program = "", ...words] = command.split(" ");
  for (const archive of archives) {
    const child = spawn(program, [...words, archive], { stdio: ["ignore", "ignore", "inherit"] });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    if (code !== 0) throw new Error(`"${command} ${archive}" ended with ${code ?? "a signal"}.`);
  }
}
