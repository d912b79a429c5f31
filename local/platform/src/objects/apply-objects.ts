import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, type Client, type KubernetesObject } from "@tochka-rosta/controller-runtime";
import { customResourceDefinitions } from "@tochka-rosta/node";
import { fieldManager } from "../names.ts";
import { allOrFirstFailure } from "../steps.ts";
import { chartKinds, findKind, orderByKind } from "./kinds.ts";

/** Applies the objects, those that others need first; custom kinds are served before it goes on. */
export async function applyObjects(client: Client, objects: readonly KubernetesObject[]): Promise<void> {
  for (const group of orderByKind(objects)) {
    await allOrFirstFailure(group.map((object) => applyObject(client, object)));
    const definitions = group.filter(({ kind }) => kind === customResourceDefinitions.kind);
    for (const { metadata } of definitions) await waitUntilEstablished(client, metadata.name);
  }
}

async function applyObject(client: Client, object: KubernetesObject): Promise<void> {
  const { resource, isPruned } = findKind(object);
  try {
    await client.apply(resource, object, { fieldManager });
  } catch (error) {
    // An older chart said otherwise what can never be changed, such as a Deployment's selector.
    if (!isPruned || !isAboutImmutableField(error)) throw error;
    await deleteAndWait(client, object);
    await client.apply(resource, object, { fieldManager });
  }
}

function isAboutImmutableField(error: unknown): boolean {
  return error instanceof ApiError && error.code === 422 && error.message.includes("immutable");
}

async function deleteAndWait(client: Client, { metadata, ...object }: KubernetesObject): Promise<void> {
  const { resource } = findKind({ ...object, metadata });
  const uid = (await client.get(resource, metadata))?.metadata.uid;
  if (uid === undefined) return;
  await client.delete(resource, metadata, { uid });
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if ((await client.get(resource, metadata))?.metadata.uid !== uid) return;
    await sleep(25);
  }
  throw new Error(`the old ${object.kind} ${metadata.name} does not go away`);
}

async function waitUntilEstablished(client: Client, name: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const definition = await client.get(customResourceDefinitions, { name });
    const { conditions = [] } =
      (definition as { status?: { conditions?: { type: string; status: string }[] } }).status ?? {};
    if (conditions.some(({ type, status }) => type === "Established" && status === "True")) return;
    await sleep(25);
  }
  throw new Error(`the API server did not establish ${name}`);
}

/**
 * Deletes what an earlier start applied and the chart no longer has, as `helm upgrade` does. `namespace` is where the chart
 * lives: nothing else is looked at, apart from objects without a namespace.
 */
export async function removeOldObjects(
  client: Client,
  namespace: string,
  wanted: readonly KubernetesObject[],
): Promise<void> {
  const isWanted = (kind: string, name: string) =>
    wanted.some((object) => object.kind === kind && object.metadata.name === name);
  const prunedKinds = chartKinds.filter(({ isPruned }) => isPruned);
  await allOrFirstFailure(
    prunedKinds.map(async ({ resource }) => {
      const present = await client.list(resource, resource.namespaced ? { namespace } : {});
      const old = present.filter((object) => isAppliedHere(object) && !isWanted(resource.kind, object.metadata.name));
      for (const { metadata } of old) {
        if (metadata.uid !== undefined) await client.delete(resource, metadata, { uid: metadata.uid });
      }
    }),
  );
}

/** The node's controllers write under the same name, but they update. */
function isAppliedHere({ metadata }: KubernetesObject): boolean {
  const managers = (metadata.managedFields ?? []) as { manager?: string; operation?: string }[];
  return managers.some(({ manager, operation }) => manager === fieldManager && operation === "Apply");
}
