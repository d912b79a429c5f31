import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { callTool, findHelm } from "@tochka-rosta/testing";

// Nothing starts these tests but vitest, and no main.ts: HELM and HELM3 name programs that are there already.
/* eslint-disable no-restricted-properties */
/** Current Helm, or null where it cannot be had: tests are skipped then. */
export const helm = await findHelm(process.env["HELM"]);
/** The Helm before it, which many still have. */
export const helm3 = await findHelm(process.env["HELM3"], 3);
/* eslint-enable no-restricted-properties */

export const chartFolder = join(import.meta.dirname, "../tochka-rosta");
/** The namespace of every rendering here. */
export const namespace = "rosta";

/** Sets of values in the chart's ci folder. */
export const scenarios = ["local", "trial", "production", "gateway", "cloud"] as const;
export type Scenario = (typeof scenarios)[number];

/** What tests look at of an object. */
export interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  // Each kind has a shape of its own, and tests say which they expect.
  readonly [field: string]: unknown;
}

/** Values besides a scenario's, as `--set` takes them. */
export type Settings = readonly string[];

export interface RenderAnswer {
  readonly exitCode: number;
  readonly output: string;
}

/** `helm template` as a person would call it. */
export function tryRender(
  scenario: Scenario | undefined,
  settings: Settings = [],
  program = helm,
): Promise<RenderAnswer> {
  const values = scenario === undefined ? [] : ["--values", join(chartFolder, "ci", `${scenario}-values.yaml`)];
  const changes = settings.flatMap((setting) => ["--set", setting]);
  return callTool(program ?? "helm", [
    ...["template", "tochka-rosta", chartFolder, "--namespace", namespace],
    ...values,
    ...changes,
  ]);
}

/** All objects of a rendering, hooks included. @throws Error with Helm's words when it is refused */
export async function render(
  scenario: Scenario,
  settings: Settings = [],
  program = helm,
): Promise<readonly Rendered[]> {
  const { exitCode, output } = await tryRender(scenario, settings, program);
  if (exitCode !== 0) throw new Error(output);
  return parseAllDocuments(output)
    .map((document) => {
      for (const error of document.errors) throw error;
      return document.toJS() as Rendered | null;
    })
    .filter((object) => object !== null);
}

/** The one object of this kind and name. @throws Error when there is none */
export function find<Shape = Record<string, unknown>>(
  objects: readonly Rendered[],
  kind: string,
  name: string,
): Rendered & Shape {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (!found) throw new Error(`there is no ${kind} ${name}`);
  return found as Rendered & Shape;
}
