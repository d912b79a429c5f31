import type { Client } from "@tochka-rosta/controller-runtime";
import type { ApiServer } from "../api-server/index.ts";
import { deployments, ingressClasses, ingresses, namespaces, services } from "../cluster/resources.ts";
import type { PostgresServer } from "../postgres/start-postgres.ts";
import { applyCatalogue, applyDefinitions } from "./catalogue.ts";
import { repositoryRoot } from "./folders.ts";
import { buildIngressClass, buildIngresses } from "./manifests/platform-ingresses.ts";
import { derivedSecrets } from "./manifests/platform-workloads.ts";
import { buildDeployment, buildService, kubeconfigSecret, type Workload } from "./manifests/workload.ts";
import { coreDatabase, preparePlatformDatabases, provisionerRole } from "./platform-databases.ts";
import {
  applySecret,
  ensurePlatformSecrets,
  fieldManager,
  systemNamespace,
  type PlatformSecrets,
} from "./platform-secrets.ts";
import { allOrFirstFailure, runStep, type StepListener } from "./steps.ts";

/** Fills an API server and a PostgreSQL with all that the platform's programs expect to find. */
export async function prepareCluster(
  client: Client,
  servers: { postgres: PostgresServer; apiServer: ApiServer },
  onStep: StepListener | undefined,
): Promise<void> {
  await allOrFirstFailure([
    runStep("Custom resources and catalogue", onStep, async () => {
      await applyDefinitions(client, repositoryRoot);
      await applyCatalogue(client, repositoryRoot);
    }),
    runStep("Secrets and databases of the platform", onStep, async () => {
      await applyNamespace(client);
      const secrets = await ensurePlatformSecrets(client);
      await preparePlatformDatabases(servers.postgres, secrets);
      await applyDerivedSecrets(client, servers, secrets);
    }),
  ]);
}

/** Applies the Deployments and Services of the platform's programs, and the Ingresses that lead to them. */
export async function applyWorkloads(client: Client, workloads: readonly Workload[]): Promise<void> {
  await client.apply(ingressClasses, buildIngressClass(), { fieldManager });
  for (const workload of workloads) {
    await client.apply(deployments, buildDeployment(workload), { fieldManager });
    await client.apply(services, buildService(workload.name), { fieldManager });
  }
  for (const ingress of buildIngresses()) await client.apply(ingresses, ingress, { fieldManager });
}

async function applyNamespace(client: Client): Promise<void> {
  const metadata = { name: systemNamespace, labels: { "app.kubernetes.io/part-of": "tochka-rosta" } };
  await client.apply(namespaces, { apiVersion: "v1", kind: "Namespace", metadata }, { fieldManager });
}

/** What holds an address of this start. */
async function applyDerivedSecrets(
  client: Client,
  { postgres, apiServer }: { postgres: PostgresServer; apiServer: ApiServer },
  secrets: PlatformSecrets,
): Promise<void> {
  const { host, port } = postgres;
  const coreUrl = `postgresql://${coreDatabase}:${secrets.corePassword}@${host}:${port}/${coreDatabase}`;
  const servers = [
    {
      name: "local",
      host,
      port,
      user: provisionerRole,
      password: secrets.provisionerPassword,
      database: "postgres",
      softLimit: 500,
      hardLimit: 1000,
      sslmode: "disable",
    },
  ];
  await applySecret(client, kubeconfigSecret, { config: apiServer.kubeconfig });
  await applySecret(client, derivedSecrets.coreDatabase, { url: coreUrl });
  await applySecret(client, derivedSecrets.databaseServers, { "servers.json": JSON.stringify(servers, null, 2) });
}
