import { createCache, type Cache, type Client } from "@tochka-rosta/controller-runtime";
import { resources, type Deployment } from "../resources.ts";

/** Stands in for the node: makes every Deployment available, or leaves it starting where told so. */
export interface TestWorkloads {
  readonly deployments: Cache<Deployment>;
  /** Names whose pods never come up. */
  readonly broken: Set<string>;
  stop(): Promise<void>;
}

export function startTestWorkloads(client: Client): TestWorkloads {
  const broken = new Set<string>();
  const deployments = createCache<Deployment>(client, { resource: resources.deployment });
  deployments.onEvent(({ type, object }) => {
    if (type === "deleted" || object.metadata.deletionTimestamp !== undefined) return;
    const wished = object.spec?.replicas ?? 1;
    const available = broken.has(object.metadata.name) ? 0 : wished;
    const { observedGeneration, availableReplicas } = object.status ?? {};
    if (observedGeneration === object.metadata.generation && (availableReplicas ?? 0) === available) return;
    const status = {
      observedGeneration: object.metadata.generation,
      replicas: wished,
      updatedReplicas: wished,
      availableReplicas: available,
    };
    // Gone meanwhile is as good as done.
    void client
      .patchMerge(
        resources.deployment,
        object.metadata,
        { status },
        { subresource: "status", fieldManager: "test-node" },
      )
      .catch(() => undefined);
  });
  deployments.start();
  return { deployments, broken, stop: () => deployments.stop() };
}
