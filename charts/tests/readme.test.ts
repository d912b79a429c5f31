import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { listPods } from "./pods.ts";
import { chartFolder, helm, render } from "./render.ts";

const readme = readFileSync(join(chartFolder, "README.md"), "utf8");
const values = parse(readFileSync(join(chartFolder, "values.yaml"), "utf8")) as Values;
interface Values {
  readonly [name: string]: unknown;
}

/** Names in the tables' first column, `.port` beside `postgresql.external.host` being short for the same with another end. */
const documented = [...readme.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell = ""]) => {
  const names = [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
  const parent = (names[0] ?? "").split(".").slice(0, -1).join(".");
  return names.map((name) => (name.startsWith(".") ? `${parent}${name}` : name));
});
const components = ["core", "operator", "doorman", "egress", "dashboard"];

test("the README tells of every value, and of none that there is not", () => {
  const paths = listPaths(values, "");
  const isDocumented = (path: string) =>
    documented.some((name) => path === name || path.startsWith(`${name}.`)) ||
    components.some((component) => documented.includes(path.replace(`${component}.`, "").split(".")[0] ?? ""));
  expect(paths.filter((path) => !isDocumented(path))).toEqual([]);
  const isThere = (name: string) =>
    [name, ...components.map((component) => `${component}.${name}`)].some((path) =>
      paths.some((known) => known === path || known.startsWith(`${path}.`)),
    );
  expect(documented.filter((name) => !isThere(name))).toEqual([]);
  expect(documented.length).toBeGreaterThan(50);
});

test("the guide asks for the Kubernetes that the chart asks for", () => {
  const chart = parse(readFileSync(join(chartFolder, "Chart.yaml"), "utf8")) as { readonly kubeVersion: string };
  const guide = readFileSync(join(chartFolder, "../../docs/guides/install.md"), "utf8");
  const [, least] = /A conformant Kubernetes\*\*, (\S+) or newer/.exec(guide) ?? [];
  expect(chart.kubeVersion).toBe(`>=${least}.0-0`);
});

test.skipIf(helm === null)(
  "the health checks that the README gives to GKE's Gateway are those of the pods",
  async () => {
    const blocks = [...readme.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(
      ([, text = ""]) => parse(text) as ValuesExample,
    );
    const policies = blocks
      .flatMap(({ extraObjects = [] }) => extraObjects)
      .filter(({ kind }) => kind === "HealthCheckPolicy");
    const objects = await render("cloud");
    const requested = policies.map(({ spec }) => [
      spec.targetRef.name,
      spec.default?.config.httpHealthCheck.requestPath,
    ]);
    const probes = ["core", "doorman"].map((name) => {
      const pod = listPods(objects).find((one) => one.name === `Deployment ${name}`);
      return [name, pod?.spec.containers[0]?.readinessProbe?.httpGet?.path];
    });
    expect(requested).toEqual(probes);
  },
);

interface ValuesExample {
  readonly extraObjects?: readonly {
    readonly kind: string;
    readonly spec: {
      readonly targetRef: { readonly name: string };
      readonly default?: { readonly config: { readonly httpHealthCheck: { readonly requestPath: string } } };
    };
  }[];
}

/** Dotted names of all leaves; an empty object or a list is a leaf. */
function listPaths(value: unknown, path: string): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value) || Object.keys(value).length === 0)
    return [path];
  return Object.entries(value).flatMap(([name, part]) => listPaths(part, path === "" ? name : `${path}.${name}`));
}
