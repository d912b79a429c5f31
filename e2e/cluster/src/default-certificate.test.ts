import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@tochka-rosta/controller-runtime";
import { type ApiServer, startApiServer } from "@tochka-rosta/api-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { giveDefaultCertificate } from "./default-certificate.ts";
import { applyManifests, connect, resourceOf } from "./own/addons/objects.ts";

let folder = "";
let kubeconfig = "";
let server: ApiServer;
let client: Client;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "default-certificate-test-"));
  server = await startApiServer({ dataDirectory: join(folder, "data") });
  kubeconfig = join(folder, "kubeconfig");
  await writeFile(kubeconfig, server.kubeconfig, { mode: 0o600 });
  client = await connect(kubeconfig);
});
afterAll(async () => {
  await client.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const pair = { certificate: "c", privateKey: "k" };
const secret = { namespace: "kube-system", name: "default-certificate" };

test("a controller that is not ours finds the certificate in a Secret, and nothing else is touched", async () => {
  await giveDefaultCertificate(kubeconfig, "kube-system", pair);
  const found = await client.get(resourceOf("v1", "Secret"), secret);
  expect(found).toMatchObject({ type: "kubernetes.io/tls", data: { "tls.crt": "Yw==", "tls.key": "aw==" } });
});

test("a Traefik with kinds of its own, as k3s has it, is told by its default store", async () => {
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  await applyManifests(client, [
    {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "tlsstores.traefik.io" },
      spec: {
        group: "traefik.io",
        scope: "Namespaced",
        names: { plural: "tlsstores", singular: "tlsstore", kind: "TLSStore", listKind: "TLSStoreList" },
        versions: [{ name: "v1alpha1", served: true, storage: true, schema }],
      },
    },
  ]);
  await giveDefaultCertificate(kubeconfig, "kube-system", pair);
  const store = await client.get(resourceOf("traefik.io/v1alpha1", "TLSStore"), { ...secret, name: "default" });
  expect(store?.["spec"]).toEqual({ defaultCertificate: { secretName: "default-certificate" } });
});
