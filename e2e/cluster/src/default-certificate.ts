import { waitFor } from "@tochka-rosta/testing";
import type { Client } from "@tochka-rosta/controller-runtime";
import { applyManifests, connect, resourceOf } from "./own/addons/objects.ts";
import type { Manifest } from "./own/addons/objects.ts";
import type { CertificatePair } from "./own/pki.ts";

/** The certificate that is shown for every name without one of its own. */
export const defaultCertificateSecret = "default-certificate";

/** Applied again with another certificate it replaces the one before. */
export function buildCertificateSecret(namespace: string, { certificate, privateKey }: CertificatePair): Manifest {
  const encode = (text: string) => Buffer.from(text).toString("base64");
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: defaultCertificateSecret, namespace },
    type: "kubernetes.io/tls",
    data: { "tls.crt": encode(certificate), "tls.key": encode(privateKey) },
  };
}

/**
 * Makes the ingress controller in this namespace show the certificate for every name without one of its own. A Traefik that has kinds of
 * its own, as k3s brings it, is told by its TLSStore. Any other reads the Secret: Traefik when it starts, so it restarts here.
 */
export async function giveDefaultCertificate(
  kubeconfigPath: string,
  namespace: string,
  certificate: CertificatePair,
): Promise<void> {
  const client = await connect(kubeconfigPath);
  try {
    await applyManifests(client, [buildCertificateSecret(namespace, certificate)]);
    const hasStores = await client.get(resourceOf("apiextensions.k8s.io/v1", "CustomResourceDefinition"), {
      name: "tlsstores.traefik.io",
    });
    if (hasStores) await applyManifests(client, [buildStore(namespace)]);
    else await restartTraefik(client, { namespace, name: "traefik" });
  } finally {
    await client.close();
  }
}

/** Traefik looks at the one of this name only. */
function buildStore(namespace: string): Manifest {
  return {
    apiVersion: "traefik.io/v1alpha1",
    kind: "TLSStore",
    metadata: { name: "default", namespace },
    spec: { defaultCertificate: { secretName: defaultCertificateSecret } },
  };
}

interface Rollout {
  readonly metadata: { readonly generation?: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

/** As `kubectl rollout restart` does it. Does nothing where the controller is another. */
async function restartTraefik(client: Client, reference: { readonly namespace: string; readonly name: string }) {
  const deployments = resourceOf("apps/v1", "Deployment");
  if ((await client.get(deployments, reference)) === undefined) return;
  const annotations = { "kubectl.kubernetes.io/restartedAt": new Date().toISOString() };
  await client.patchMerge(deployments, reference, { spec: { template: { metadata: { annotations } } } });
  await waitFor(
    "Traefik shows the certificate",
    async () => {
      const { metadata, status = {} } = (await client.get(deployments, reference)) as Rollout;
      const { replicas = 0, updatedReplicas, availableReplicas } = status;
      const isSeen = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
      return (isSeen && replicas > 0 && updatedReplicas === replicas && availableReplicas === replicas) || undefined;
    },
    { timeoutSeconds: 120 },
  );
}
