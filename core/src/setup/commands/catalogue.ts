import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ApiError, createClient, loadConfig, type Client, type DesiredObject } from "@tochka-rosta/controller-runtime";
import type { Module } from "@tochka-rosta/crds";
import { modules } from "../../cluster/resources.ts";
import { readSettings } from "@tochka-rosta/service/settings";
import { SetupError, type CommandContext } from "../command.ts";
import { clusterSettings } from "../settings.ts";

const fieldManager = "tochka-rosta-catalogue";
/** A definition that was just made takes a moment until it is served. */
const timeoutSeconds = 60;

/** `setup catalogue --file=…`: applies the Module objects of a JSON list. None is ever removed: tenants may run it. */
export async function applyCatalogue({ words, env, log }: CommandContext): Promise<void> {
  const { values } = parseArgs({ args: [...words], options: { file: { type: "string" } } });
  if (!values.file) throw new SetupError("--file: say where the list of Module objects is");
  const objects = readObjects(await readFile(values.file, "utf8"));
  const { kubeconfig: kubeconfigPath } = readSettings(clusterSettings, env);
  const client = createClient({ config: await loadConfig({ kubeconfigPath, env }) });
  try {
    for (const object of objects) await applyWhenServed(client, object, log);
  } finally {
    await client.close();
  }
  log(`the catalogue is applied: ${objects.map(({ metadata }) => metadata.name).join(", ")}`);
}

function readObjects(text: string): DesiredObject<Module>[] {
  const objects = JSON.parse(text) as DesiredObject<Module>[];
  const strange = objects.find(({ kind }) => kind !== "Module");
  if (strange) throw new SetupError(`--file: holds a ${strange.kind}, and must hold Module objects only`);
  return objects;
}

async function applyWhenServed(
  client: Client,
  object: DesiredObject<Module>,
  log: (line: string) => void,
): Promise<void> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  for (;;) {
    try {
      await client.apply(modules, object, { fieldManager });
      return;
    } catch (error) {
      // 404 on a write: the kind itself is not served yet.
      if (!(error instanceof ApiError && error.code === 404) || Date.now() > deadline) {
        throw new SetupError(`The module ${object.metadata.name} was refused: ${messageOf(error)}`);
      }
      log("the API server does not serve Module objects yet; waiting");
      await sleep(1000);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
