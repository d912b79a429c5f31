// A whole operator: every Greeting owns a ConfigMap with its text, and its status says when that is so.
import {
  applyStatus,
  type Condition,
  controllerReference,
  createApplier,
  createClient,
  createManager,
  defineResource,
  keyOf,
  type KubernetesObject,
  loadConfig,
  setConditions,
  TerminalError,
} from "@tochka-rosta/controller-runtime";

interface Greeting extends KubernetesObject {
  spec: { text: string };
  status?: { observedGeneration?: number; conditions?: Condition[] };
}

interface ConfigMap extends KubernetesObject {
  data?: Record<string, string>;
}

const greetings = defineResource<Greeting>({
  group: "example.com",
  version: "v1",
  plural: "greetings",
  kind: "Greeting",
  namespaced: true,
});
const configMaps = defineResource<ConfigMap>({
  group: "",
  version: "v1",
  plural: "configmaps",
  kind: "ConfigMap",
  namespaced: true,
});

/** Runs until the signal aborts; rejects when the lease is lost, and then the process should end. */
export async function runGreetingOperator(kubeconfigPath: string, signal: AbortSignal, port = 8080): Promise<void> {
  const client = createClient({ config: await loadConfig({ kubeconfigPath }) });
  const fieldManager = "greeting-operator";
  const manager = createManager({
    client,
    name: fieldManager,
    leaderElection: { namespace: "default", name: fieldManager, identity: `${process.pid}` },
    http: { host: "127.0.0.1", port },
  });
  const owned = { resource: configMaps, labelSelector: "app=greeting" };
  const cache = manager.caches.for(owned);
  const applier = createApplier({ client: manager.client, fieldManager, hashAnnotation: "example.com/applied-hash" });

  manager.addController<Greeting>({
    name: "greeting",
    for: { resource: greetings },
    owns: [owned],
    concurrency: 4,
    reconciler: {
      async reconcile(greeting, context) {
        if (greeting.spec.text === "") throw new TerminalError("an empty greeting stays empty until it is edited");
        const { name, namespace = "default", generation = 0 } = greeting.metadata;
        const desired = {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name, namespace, labels: { app: "greeting" }, ownerReferences: [controllerReference(greeting)] },
          data: { text: greeting.spec.text },
        };
        const { outcome } = await applier.apply(configMaps, desired, cache.get(keyOf(desired)));
        if (outcome === "applied") {
          const event = { type: "Normal", reason: "Written", action: "Apply", note: "The text is in place." } as const;
          manager.events.record(greeting, event);
        }
        const ready = {
          type: "Ready",
          status: "True",
          reason: "Written",
          message: "",
          observedGeneration: generation,
        } as const;
        const conditions = setConditions(greeting.status?.conditions, [ready], context.clock);
        const status = { observedGeneration: generation, conditions };
        await applyStatus(context.client, greetings, greeting, status, { fieldManager });
      },
    },
  });
  await manager.start(signal);
  await client.close();
}
