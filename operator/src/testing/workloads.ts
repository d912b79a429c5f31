import { createCache, type Cache, type Client } from "@tochka-rosta/controller-runtime";
import { resources, type Deployment } from "../resources.ts";

/** Stands in for the node: makes every Deployment available, but those it is told to hold. */
export interface TestWorkloads {
  readonly deployments: Cache<Deployment>;
  /** From now on Deployments of this name do not come up. */
  hold(name: string): void;
  /** They come up after all. */
  release(name: string): void;
  stop(): Promise<void>;
}

export function startTestWorkloads(client: Client): TestWorkloads {
  const held = new Set<string>();
  const deployments = createCache<Deployment>(client, { resource: resources.deployment });
  const settle = (deployment: Readonly<Deployment>): void => {
    const { metadata, spec, status } = deployment;
    const desired = spec?.replicas ?? 1;
    const available = held.has(metadata.name) ? 0 : desired;
    if (status?.observedGeneration === metadata.generation && (status?.availableReplicas ?? 0) === available) return;
    const next = {
      observedGeneration: metadata.generation,
      replicas: desired,
      updatedReplicas: desired,
      availableReplicas: available,
    };
    const options = { subresource: "status", fieldManager: "test-node" } as const;
    // Gone meanwhile is as good as done.
    void client.patchMerge(resources.deployment, metadata, { status: next }, options).catch(() => undefined);
  };
  deployments.onEvent(({ type, object }) => {
    if (type !== "deleted" && object.metadata.deletionTimestamp === undefined) settle(object);
  });
  deployments.start();
  return {
    deployments,
    hold: (name) => void held.add(name),
    release: (name) => {
      held.delete(name);
      for (const deployment of deployments.list()) if (deployment.metadata.name === name) settle(deployment);
    },
    stop: () => deployments.stop(),
  };
}
