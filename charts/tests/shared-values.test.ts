import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { chartFolder, find, helm, render, tryRender, type Scenario } from "./render.ts";

type Values = Readonly<Record<string, unknown>>;

const values = parse(readFileSync(join(chartFolder, "values.yaml"), "utf8")) as Values;

/** Every value that holds others: what templates read through. */
function listObjects(object: Values, path = ""): string[] {
  return Object.entries(object).flatMap(([name, value]) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
    const own = path === "" ? name : `${path}.${name}`;
    return [own, ...listObjects(value as Values, own)];
  });
}

/** Values that 0.2.0 did not have: `helm upgrade --reuse-values` from there brings none of them. */
const newSinceLastRelease = [
  "platformOperator",
  "secrets.platformKeys",
  "commonAnnotations",
  "openshift",
  "podSecurityContext",
  "modules.rollout",
  "core.keysUrl",
  "core.keysCidrs",
  "postgresql.external.cidrs",
  "core.apiReference",
  "core.serviceAccountAnnotations",
  "operator.serviceAccountAnnotations",
  "doorman.serviceAccountAnnotations",
  "dashboard.serviceAccountAnnotations",
];

describe.skipIf(helm === null)("what Helm shares and takes away", () => {
  test("what an umbrella chart shares with all its charts passes", async () => {
    const { exitCode, output } = await tryRender("production", [
      "global.storageClass=fast",
      "global.postgresql.port=1",
    ]);
    expect(output).not.toMatch(/specifications of the schema/);
    expect(exitCode).toBe(0);
  });

  test("values that are taken away with null are refused by name, or do without: no template breaks on them", async () => {
    for (const path of listObjects(values)) {
      const { exitCode, output } = await tryRender("trial", [`${path}=null`]);
      expect(output, path).not.toMatch(/nil pointer|wrong type for value|can't evaluate/);
      if (exitCode !== 0) expect(output, path).toContain(path.split(".").at(-1));
    }
  });

  test("an upgrade that reuses the values of the release before lacks what is new, and renders", async () => {
    const lacking = newSinceLastRelease.map((path) => `${path}=null`);
    const [now, reused] = await Promise.all([render("production"), render("production", lacking)]);
    expect(reused).toEqual(now);
  });

  test("labels and annotations of the values are on every object of ours, a cloud's role on the account that it is for", async () => {
    const settings = [
      "commonLabels.team=shops",
      "commonAnnotations.owner=ops",
      "core.serviceAccountAnnotations.role=core-role",
      "routing.annotations.a=b",
    ];
    const objects = (await render("production", settings)).filter(({ kind }) => kind !== "CustomResourceDefinition");
    const others = await Promise.all(["trial", "cloud"].map((scenario) => render(scenario as Scenario, settings)));
    const all = [...objects, ...others.flat().filter(({ kind }) => kind !== "CustomResourceDefinition")];
    for (const { kind, metadata } of all) {
      expect(metadata, `${kind} ${metadata.name}`).toMatchObject({
        labels: { team: "shops" },
        annotations: { owner: "ops" },
      });
    }
    const account = (name: string) => find(objects, "ServiceAccount", name).metadata;
    expect(account("tochka-rosta-core")).toMatchObject({ annotations: { role: "core-role", owner: "ops" } });
    expect(account("tochka-rosta-operator")).not.toMatchObject({ annotations: { role: "core-role" } });
  });

  test("Argo CD runs every hook of Helm's as one of its own, and none after everything is healthy", async () => {
    const hooks = (await render("production")).flatMap(({ kind, metadata }) => {
      const { annotations = {} } = metadata as { annotations?: Readonly<Record<string, string>> };
      const isHook = annotations["helm.sh/hook"] !== undefined;
      return isHook ? [[`${kind} ${metadata.name}`, annotations["argocd.argoproj.io/hook"]]] : [];
    });
    expect(Object.fromEntries(hooks)).toEqual({
      "NetworkPolicy setup-hooks": "PreSync",
      "ServiceAccount tochka-rosta-setup-secrets": "PreSync",
      "Role tochka-rosta-setup-secrets": "PreSync",
      "RoleBinding tochka-rosta-setup-secrets": "PreSync",
      "Job setup-secrets": "PreSync",
      "Job setup-catalogue": "Sync",
      "Pod test": "Skip",
    });
  });
});
