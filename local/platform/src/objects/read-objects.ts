import { readFile } from "node:fs/promises";
import type { KubernetesObject } from "@tochka-rosta/controller-runtime";
import { parseAllDocuments } from "yaml";
import { StartError } from "@tochka-rosta/testing";
import { systemNamespace } from "../names.ts";
import { findKind } from "./kinds.ts";

/** Of what helm itself runs at an install: their work is done here by calling the same functions. */
const hookAnnotation = "helm.sh/hook";

/**
 * The objects of the chart as helm rendered them, hooks and tests left out. Each has the namespace it is installed into.
 * @throws StartError when the file is missing, is no list of objects, or holds a kind that is not known
 */
export async function readObjects(file: string): Promise<KubernetesObject[]> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new StartError(`${file} is missing: npm run generate renders it from charts/tochka-rosta.`, { cause });
  });
  return parseObjects(text, file);
}

/** As {@link readObjects}, of a text; `origin` names it in errors. */
export function parseObjects(text: string, origin: string): KubernetesObject[] {
  const documents = parseAllDocuments(text);
  const broken = documents.flatMap(({ errors }) => errors)[0];
  if (broken) throw new StartError(`${origin} is no valid YAML: ${broken.message.split("\n")[0] ?? ""}`);
  return documents
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null)
    .map((object) => assertObject(object, origin))
    .filter(({ metadata }) => metadata.annotations?.[hookAnnotation] === undefined)
    .map(withNamespace);
}

function assertObject(object: Partial<KubernetesObject>, origin: string): KubernetesObject {
  const { apiVersion, kind, metadata } = object;
  if (apiVersion && kind && metadata?.name) return { ...object, apiVersion, kind, metadata };
  throw new StartError(
    `${origin} holds something that is no Kubernetes object: ${JSON.stringify(object).slice(0, 80)}`,
  );
}

/** Helm installs into its release's namespace what names none. */
function withNamespace(object: KubernetesObject): KubernetesObject {
  if (!findKind(object).resource.namespaced || object.metadata.namespace !== undefined) return object;
  return { ...object, metadata: { ...object.metadata, namespace: systemNamespace } };
}
