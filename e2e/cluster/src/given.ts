import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Client } from "@tochka-rosta/controller-runtime";
import { connect, resourceOf } from "./own/addons/objects.ts";
import type { RealCluster } from "./real-cluster.ts";

const marker = { namespace: "kube-system", name: "tochka-rosta-test-cluster" };

/** How the marker is set, for people. */
const markerAdvice = `kubectl --namespace ${marker.namespace} create configmap ${marker.name} --from-literal=ingressHost=<address>`;

/** A cluster that somebody made for tests, and what is needed to use it. */
export interface GivenCluster {
  /** Its current context is meant. */
  readonly kubeconfigPath: string;
  /** The program. */
  readonly kubectl: string;
  /** Takes an archive as its last word; without one the images are on the nodes already. */
  readonly loadCommand: string | undefined;
}

/**
 * The cluster of a kubeconfig. Tests make and delete namespaces there, so it must say of itself that it is for tests: by a
 * ConfigMap, which also says where its ingress controller is.
 * @throws Error for a cluster without the marker, or whose marker lacks the address.
 */
export async function useGiven({ kubeconfigPath, kubectl, loadCommand }: GivenCluster): Promise<RealCluster> {
  const folder = await mkdtemp(join(tmpdir(), "tochka-rosta-given-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const pinned = join(folder, "kubeconfig");
    await pinContext(kubectl, kubeconfigPath, pinned);
    return {
      ...(await describeGiven(pinned, kubeconfigPath)),
      kubeconfigPath: pinned,
      loadImages: (archives) => loadBy(loadCommand, archives),
      own: undefined,
      stop: remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * Copies what the current context says, and nothing else. kubectl and helm read their kubeconfig at every call: whoever switches contexts
 * during a run would lead the tests to a cluster that nobody has asked.
 */
async function pinContext(kubectl: string, kubeconfigPath: string, copy: string): Promise<void> {
  const words = ["--kubeconfig", kubeconfigPath, "config", "view", "--raw", "--minify", "--flatten"];
  const { stdout } = await promisify(execFile)(kubectl, words);
  await writeFile(copy, stdout, { mode: 0o600 });
}

async function describeGiven(pinned: string, givenPath: string): Promise<Pick<RealCluster, "description" | "ingress">> {
  const client = await connect(pinned);
  try {
    const settings = await readMarker(client, givenPath);
    const host = settings["ingressHost"];
    if (!host)
      throw new Error(`The ConfigMap ${marker.namespace}/${marker.name} lacks ingressHost, the controller's address.`);
    const { gitVersion } = (await client.getPath("/version")) as { gitVersion: string };
    return {
      description: `Kubernetes ${gitVersion} of KUBECONFIG_REAL`,
      ingress: {
        host,
        httpsPort: Number(settings["ingressHttpsPort"] ?? 443),
        httpPort: Number(settings["ingressHttpPort"] ?? 80),
        className: settings["ingressClassName"] ?? "traefik",
        namespace: settings["ingressNamespace"] ?? "traefik",
      },
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
async function loadBy(command: string | undefined, archives: readonly string[]): Promise<void> {
  if (!command) throw new Error("REAL_CLUSTER_LOAD_IMAGE is not set: the images must be on the nodes already.");
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
