import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { moduleKind, type Module } from "@tochka-rosta/crds";
import { defineResource, type Client, type KubernetesObject } from "@tochka-rosta/controller-runtime";
import { parseAllDocuments } from "yaml";
import { customResourceDefinitions } from "../cluster/resources.ts";
import { fieldManager } from "./platform-secrets.ts";

const modules = defineResource<Module>({
  group: "tochkarosta.online",
  version: "v1alpha1",
  plural: moduleKind.plural,
  kind: moduleKind.kind,
  namespaced: false,
});

/** Applies the platform's custom resource definitions and waits until they are served. */
export async function applyDefinitions(client: Client, root: string): Promise<void> {
  const definitions = await readManifests(join(root, "crds/manifests"), "*.yaml");
  for (const definition of definitions) await client.apply(customResourceDefinitions, definition, { fieldManager });
  for (const { metadata } of definitions) await waitUntilEstablished(client, metadata.name);
}

/** Applies the Module objects of this repository: those of its own folders and those that are still to come. */
export async function applyCatalogue(client: Client, root: string): Promise<number> {
  // The template is a pattern for authors, not a business that somebody would rent.
  const own = await readManifests(join(root, "modules"), "!(template)/module.yaml");
  const coming = await readManifests(join(root, "modules"), "coming-soon.yaml");
  // A module that exists is not "coming" any more, whatever the list still says.
  const names = new Set(own.map(({ metadata }) => metadata.name));
  const all = [...own, ...coming.filter(({ metadata }) => !names.has(metadata.name))];
  for (const object of all) await client.apply(modules, object as Module, { fieldManager });
  return all.length;
}

async function readManifests(folder: string, pattern: string): Promise<KubernetesObject[]> {
  const files: string[] = [];
  for await (const file of glob(pattern, { cwd: folder })) files.push(file);
  const texts = await Promise.all(files.toSorted().map((file) => readFile(join(folder, file), "utf8")));
  return texts
    .flatMap((text) => parseAllDocuments(text))
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null);
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
