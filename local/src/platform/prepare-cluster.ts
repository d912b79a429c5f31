import type { Client, KubernetesObject } from "@tochka-rosta/controller-runtime";
import { secrets } from "../cluster/resources.ts";
import type { PostgresServer } from "../postgres/start-postgres.ts";
import { applyCatalogue } from "./catalogue.ts";
import { repositoryRoot } from "./folders.ts";
import { derivedSecrets, systemNamespace } from "./names.ts";
import { applyObjects, removeOldObjects } from "./objects/apply-objects.ts";
import { coreDatabase, preparePlatformDatabases, provisionerRole } from "./platform-databases.ts";
import { applySecret, ensurePlatformSecrets, type PlatformSecrets } from "./platform-secrets.ts";
import { allOrFirstFailure, runStep, type StepListener } from "./steps.ts";

/**
 * Fills an API server and a PostgreSQL with all that the platform needs: the chart's objects, and by the same functions
 * what the chart's hooks and init containers would do.
 */
export async function prepareCluster(
  client: Client,
  postgres: PostgresServer,
  objects: readonly KubernetesObject[],
  onStep: StepListener | undefined,
): Promise<void> {
  // As `helm install --create-namespace` does.
  const labels = { "app.kubernetes.io/part-of": "tochka-rosta" };
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: systemNamespace, labels } };
  await applyObjects(client, [namespace]);
  await allOrFirstFailure([
    runStep("Objects of the chart and catalogue", onStep, async () => {
      await applyObjects(client, objects);
      await removeOldObjects(client, systemNamespace, objects);
      await applyCatalogue(client, repositoryRoot);
    }),
    runStep("Secrets and databases of the platform", onStep, async () => {
      const made = await ensurePlatformSecrets(client);
      await preparePlatformDatabases(postgres, made);
      await applyDerivedSecrets(client, postgres, made);
      await removeOldKubeconfig(client);
    }),
  ]);
}

/** What holds an address of this start. */
async function applyDerivedSecrets(client: Client, postgres: PostgresServer, made: PlatformSecrets): Promise<void> {
  const { host, port } = postgres;
  const coreUrl = `postgresql://${coreDatabase}:${made.corePassword}@${host}:${port}/${coreDatabase}`;
  const servers = [
    {
      name: "local",
      host,
      port,
      user: provisionerRole,
      password: made.provisionerPassword,
      database: "postgres",
      softLimit: 500,
      hardLimit: 1000,
      sslmode: "disable",
    },
  ];
  await applySecret(client, derivedSecrets.coreDatabase, { url: coreUrl });
  await applySecret(client, derivedSecrets.databaseServers, { "servers.json": JSON.stringify(servers, null, 2) });
}

/** Until version 0.1.0 programs read how to call the API server from a Secret; nobody does any more, and it holds a token. */
async function removeOldKubeconfig(client: Client): Promise<void> {
  const reference = { namespace: systemNamespace, name: "kubeconfig" };
  const uid = (await client.get(secrets, reference))?.metadata.uid;
  if (uid !== undefined) await client.delete(secrets, reference, { uid });
}
