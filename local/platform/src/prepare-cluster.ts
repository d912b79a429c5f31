import type { Client, KubernetesObject } from "@tochka-rosta/controller-runtime";
import type { PostgresServer } from "@tochka-rosta/testing";
import { applyCatalogue } from "./catalogue.ts";
import { repositoryRoot } from "./folders.ts";
import { systemNamespace } from "./names.ts";
import { applyObjects, removeOldObjects } from "./objects/apply-objects.ts";
import { setUp } from "./set-up.ts";
import { allOrFirstFailure, runStep, type StepListener } from "./steps.ts";

/** Fills an API server and a PostgreSQL with all that the platform needs: what `helm install` would. */
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
    runStep("Secrets and databases of the platform", onStep, () => setUp(client, postgres)),
  ]);
}
