import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { waitFor } from "@tochka-rosta/testing";
import type { StartedK3sContainer } from "@testcontainers/k3s";
import { connect, resourceOf } from "./own/addons/objects.ts";
import type { RealCluster, RealClusterOptions } from "./real-cluster.ts";

const defaultImage = "rancher/k3s:v1.36.3-k3s1";
const ports = { http: 80, https: 443 };

/** A k3s in a container: it brings Traefik (in kube-system), and enforces network policies by itself. */
export async function startK3s(options: RealClusterOptions, image = defaultImage): Promise<RealCluster> {
  const { K3sContainer } = await import("@testcontainers/k3s");
  options.log(`starting ${image} …`);
  // Said again because testcontainers would switch Traefik off.
  const container = await new K3sContainer(image)
    .withCommand(["server"])
    .withExposedPorts(6443, ports.http, ports.https)
    .start();
  const folder = await mkdtemp(join(tmpdir(), "tochka-rosta-k3s-"));
  const kubeconfigPath = join(folder, "kubeconfig");
  await writeFile(kubeconfigPath, container.getKubeConfig(), { mode: 0o600 });
  await waitForTraefik(kubeconfigPath);
  return {
    description: `k3s (${image}) in a container`,
    kubeconfigPath,
    ingress: {
      host: container.getHost(),
      httpsPort: container.getMappedPort(ports.https),
      httpPort: container.getMappedPort(ports.http),
      className: "traefik",
      namespace: "kube-system",
    },
    loadImages: (archives) => importInto(container, archives),
    own: undefined,
    async stop() {
      await container.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function waitForTraefik(kubeconfigPath: string): Promise<void> {
  const client = await connect(kubeconfigPath);
  const reference = { namespace: "kube-system", name: "traefik" };
  await waitFor(
    "k3s has set Traefik up",
    async () => {
      const deployment = await client.get(resourceOf("apps/v1", "Deployment"), reference);
      const status = deployment?.["status"] as { readonly availableReplicas?: number } | undefined;
      return status?.availableReplicas;
    },
    { timeoutSeconds: 180 },
  );
  await client.close();
}

async function importInto(container: StartedK3sContainer, archives: readonly string[]): Promise<void> {
  for (const archive of archives) {
    const target = `/tmp/${basename(archive)}`;
    await container.copyFilesToContainer([{ source: archive, target }]);
    const { exitCode, output } = await container.exec(["ctr", "--namespace", "k8s.io", "images", "import", target]);
    if (exitCode !== 0) throw new Error(`k3s did not take ${archive}: ${output.trim()}`);
    await container.exec(["rm", target]);
  }
}
