import { waitFor } from "@tochka-rosta/testing";
import type { Client } from "@tochka-rosta/controller-runtime";
import type { CertificatePair } from "../pki.ts";
import { volumeCount } from "../write-run-folder.ts";
import { buildDns } from "./dns.ts";
import { readGatewayApi } from "./gateway-api.ts";
import { applyManifests } from "./objects.ts";
import { buildRights } from "./service-account.ts";
import { buildTraefik } from "./traefik.ts";
import { buildVolumes } from "./volumes.ts";

/** Applies what a bare cluster lacks: rights of the enforcer, volumes, DNS, Gateway API and Traefik. */
export async function applyAddons(client: Client, nodeAddress: string, certificate: CertificatePair): Promise<void> {
  await applyManifests(client, [
    ...buildRights(
      "tochka-rosta-cluster:network-policy",
      [
        { apiGroups: [""], resources: ["pods", "namespaces"], verbs: ["get", "list", "watch"] },
        { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: ["get", "list", "watch"] },
      ],
      { kind: "User", apiGroup: "rbac.authorization.k8s.io", name: "tochka-rosta:network-policy" },
    ),
    ...buildVolumes(volumeCount),
    ...buildDns(),
    ...(await readGatewayApi()),
  ]);
  // A definition is accepted before its objects are.
  await waitFor(
    "the API server serves the Gateway API",
    () => client.getPath("/apis/gateway.networking.k8s.io/v1/gateways?limit=1"),
    { timeoutSeconds: 30 },
  );
  await applyManifests(client, buildTraefik(nodeAddress, certificate));
}
