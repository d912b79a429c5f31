import { join } from "node:path";
import type { KubernetesObject } from "@tochka-rosta/controller-runtime";
import { DamagedFileError, readStateFile, StartError } from "@tochka-rosta/testing";
import { repositoryRoot } from "../folders.ts";
import type { PlatformPorts } from "../ports.ts";
import { readFacts, selectRunnable, type ChartFacts } from "./describe-objects.ts";
import { placePorts } from "./place-ports.ts";
import { readObjects } from "./read-objects.ts";

/** The chart as `npm run generate` had helm render it. */
export const renderedChart = join(repositoryRoot, "local/platform/manifests/platform.yaml");

/** The chart of one start. */
export interface Chart extends ChartFacts {
  /** Those of its objects that this machine has programs for. */
  objects: KubernetesObject[];
}

/**
 * Reads the rendered chart; what is returned makes it that of a start, once that knows its ports.
 * @param imageTableFile names the programs of this machine
 * @throws StartError when the chart cannot be read or does not fit the programs
 */
export async function loadChart(file: string, imageTableFile: string): Promise<(ports: PlatformPorts) => Chart> {
  const rendered = await readObjects(file);
  const images = Object.keys((await readImages(imageTableFile)) ?? {});
  const runnable = new Set(selectRunnable(rendered, images).map(nameOf));
  return (ports) => {
    const placed = placePorts(rendered, ports);
    return { ...readFacts(placed), objects: placed.filter((object) => runnable.has(nameOf(object))) };
  };
}

/** @throws StartError when the table, which the build writes, is damaged */
async function readImages(file: string): Promise<object | undefined> {
  try {
    return await readStateFile(file, (value) => (typeof value === "object" && value !== null ? value : undefined));
  } catch (error) {
    if (!(error instanceof DamagedFileError)) throw error;
    throw new StartError(`${error.message}: remove it (rm -r ${file}), and npm start builds it again`, {
      cause: error,
    });
  }
}

function nameOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  return [apiVersion, kind, metadata.namespace, metadata.name].join("/");
}
