import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { moduleKind, type Module } from "@tochka-rosta/crds";
import { defineResource, type Client, type KubernetesObject } from "@tochka-rosta/controller-runtime";
import { parseAllDocuments } from "yaml";
import { fieldManager } from "./names.ts";

const modules = defineResource<Module>({
  group: "tochkarosta.online",
  version: "v1alpha1",
  plural: moduleKind.plural,
  kind: moduleKind.kind,
  namespaced: false,
});

/** Applies the Module objects of this repository: those of its own folders and those that are still to come. */
export async function applyCatalogue(client: Client, root: string): Promise<number> {
  const manifests = await readManifests(join(root, "modules"), "*/module.yaml");
  // The template is a pattern for authors, not a business to rent; and so is a copy of it that does not have its own name yet.
  const own = manifests.filter(({ metadata }) => metadata.name !== "template");
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
