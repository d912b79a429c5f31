import { createCache, keyOf, type Cache, type Client, type Condition } from "@tochka-rosta/controller-runtime";
import { resources, type Deployment } from "../resources.ts";

/** Stands in for the node: makes every Deployment available, but those it is told to hold. */
export interface TestWorkloads {
  readonly deployments: Cache<Deployment>;
  /** From now on Deployments of this name do not come up. */
  hold(name: string): void;
  /** They come up after all. */
  release(name: string): void;
  /** From now on the new pods of Deployments that serve do not come up, for the given reason where there is one; the old ones serve on. */
  holdReplacements(reason?: "ProgressDeadlineExceeded"): void;
  /** The new pods of these come up, or of all. */
  releaseReplacements(namespaces?: readonly string[]): void;
  stop(): Promise<void>;
}

export function startTestWorkloads(client: Client): TestWorkloads {
  const held = new Set<string>();
  let replacements: { readonly conditions: Condition[]; readonly released: Set<string> } | undefined;
  const served = new Set<string>();
  const deployments = createCache<Deployment>(client, { resource: resources.deployment });
  const settle = (deployment: Readonly<Deployment>, isAgain?: "again"): void => {
    const { metadata, spec, status } = deployment;
    const desired = spec?.replicas ?? 1;
    const available = held.has(metadata.name) ? 0 : desired;
    const isSettled = isAgain === undefined && status?.observedGeneration === metadata.generation;
    if (isSettled && (status?.availableReplicas ?? 0) === available) return;
    if (available > 0) served.add(keyOf(deployment));
    const isReplaced = (status?.availableReplicas ?? 0) > 0 && available > 0;
    const isHeldBack = isReplaced && replacements?.released.has(metadata.namespace ?? "") === false;
    const next = {
      observedGeneration: metadata.generation,
      replicas: isHeldBack ? desired + 1 : desired,
      // What is held and served before is still of the template before.
      updatedReplicas: held.has(metadata.name) && served.has(keyOf(deployment)) ? 0 : desired,
      availableReplicas: available,
      conditions: isHeldBack ? replacements?.conditions : [],
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
    holdReplacements: (reason) => {
      const failed = { type: "Progressing", status: "False" as const, message: "", lastTransitionTime: "" };
      replacements = { conditions: reason === undefined ? [] : [{ ...failed, reason }], released: new Set() };
    },
    releaseReplacements: (namespaces) => {
      const isReleased = ({ metadata }: Deployment) => namespaces?.includes(metadata.namespace ?? "") ?? true;
      for (const namespace of namespaces ?? []) replacements?.released.add(namespace);
      if (namespaces === undefined) replacements = undefined;
      for (const deployment of deployments.list().filter(isReleased)) settle(deployment, "again");
    },
    stop: () => deployments.stop(),
  };
}
