import { describe, expect, test } from "vitest";
import { find, helm, render, type Rendered } from "./render.ts";

describe.skipIf(helm === null)("the catalogue", () => {
  test("is that of the repository, with images of the registry that is given", async () => {
    const modules = await readCatalogue("production", []);
    expect(modules.map(({ metadata }) => metadata.name)).toEqual(expect.arrayContaining(["shop", "events", "courses"]));
    expect(modules.map(({ metadata }) => metadata.name)).not.toContain("template");
    const shop = modules.find(({ metadata }) => metadata.name === "shop");
    expect(shop?.spec).toMatchObject({ image: "registry.example.com/tochka-rosta/shop", version: "0.3.0", port: 8080 });
  });

  test("is changed, shortened and lengthened by values", async () => {
    const modules = await readCatalogue("trial", [
      "catalogue.modules.shop.spec.version=0.2.1",
      "catalogue.modules.events.enabled=false",
      "catalogue.modules.notes.spec.image=example.com/notes",
    ]);
    const names = modules.map(({ metadata }) => metadata.name);
    expect(names).toContain("notes");
    expect(names).not.toContain("events");
    const shop = modules.find(({ metadata }) => metadata.name === "shop");
    expect(shop?.spec).toMatchObject({ image: "tochka-rosta/shop", version: "0.2.1" });
  });

  test.each([
    ["changed", "shop", "ours/shop", "registry.example.com/ours/shop"],
    ["changed to one with a registry of its own", "shop", "ghcr.io/ours/shop", "ghcr.io/ours/shop"],
    ["added", "notes", "ours/notes", "registry.example.com/ours/notes"],
    ["added without a folder", "notes", "notes", "registry.example.com/notes"],
    ["added with a registry of its own", "notes", "example.com/notes", "example.com/notes"],
    ["added from a registry at a port", "notes", "registry:5000/notes", "registry:5000/notes"],
    ["added from a registry on this machine", "notes", "localhost/notes", "localhost/notes"],
  ])("an image that values have %s comes from the registry it should", async (_, name, image, expected) => {
    const modules = await readCatalogue("production", [`catalogue.modules.${name}.spec.image=${image}`]);
    expect(modules.find(({ metadata }) => metadata.name === name)?.spec["image"]).toBe(expected);
  });

  test("is applied after each install, upgrade and rollback, and is itself no part of the release", async () => {
    const objects = await render("trial");
    expect(objects.filter(({ kind }) => kind === "Module")).toEqual([]);
    expect(find(objects, "Job", "setup-catalogue").metadata.annotations?.["helm.sh/hook"]).toBe(
      "post-install,post-upgrade,post-rollback",
    );
    const { rules } = find<Role>(objects, "ClusterRole", "tochka-rosta-setup-catalogue");
    expect(rules).toEqual([{ apiGroups: ["tochkarosta.online"], resources: ["modules"], verbs: ["create", "patch"] }]);
  });
});

describe.skipIf(helm === null)("the definitions of our kinds", () => {
  const definitions = async (settings: string[]) =>
    (await render("trial", settings)).filter(({ kind }) => kind === "CustomResourceDefinition");

  test("are upgraded with the chart and stay when it goes, since with them go all tenants", async () => {
    const found = await definitions([]);
    expect(found.map(({ metadata }) => metadata.name).sort()).toEqual([
      "hostclaims.tochkarosta.online",
      "moduleinstances.tochkarosta.online",
      "modules.tochkarosta.online",
      "tenants.tochkarosta.online",
    ]);
    for (const { metadata } of found) expect(metadata.annotations).toEqual({ "helm.sh/resource-policy": "keep" });
  });

  test("can be left to somebody else, or be given up", async () => {
    expect(await definitions(["crds.enabled=false"])).toEqual([]);
    for (const { metadata } of await definitions(["crds.keep=false"])) expect(metadata.annotations).toBeUndefined();
  });
});

describe.skipIf(helm === null)("the hook that makes Secrets", () => {
  test("makes all of a trial's, before anything needs them", async () => {
    const objects = await render("trial");
    expect(find(objects, "Job", "setup-secrets").metadata.annotations).toMatchObject({
      "helm.sh/hook": "pre-install,pre-upgrade,pre-rollback",
      "helm.sh/hook-delete-policy": "before-hook-creation,hook-succeeded",
    });
    expect(readArguments(objects)).toEqual([
      "/app/setup.mjs",
      "secrets",
      "--namespace=rosta",
      "--core-secrets",
      "--platform-keys",
      "--trial-postgresql",
      "--core-database=postgresql://trial-postgresql-core.rosta.svc:5432/core?sslmode=disable",
      "--module-server=postgresql://trial-postgresql-modules.rosta.svc:5432/postgres?sslmode=disable",
    ]);
  });

  test("makes nothing that is given, and is not there when everything is", async () => {
    expect(readArguments(await render("gateway"))).toEqual([
      "/app/setup.mjs",
      "secrets",
      "--namespace=rosta",
      "--core-secrets",
      "--platform-keys",
    ]);
    const given = await render("gateway", [
      "secrets.core.existingSecret=core-keys",
      "secrets.platformKeys.existingSecret=site-keys",
    ]);
    expect(given.filter(({ metadata }) => metadata.name.includes("setup-secrets"))).toEqual([]);
  });

  test("may read and change no Secret but the platform's own, and only where it is installed", async () => {
    const objects = await render("trial");
    expect(objects.filter(({ kind, metadata }) => kind === "ClusterRole" && metadata.name.includes("secrets"))).toEqual(
      [],
    );
    const { rules, metadata } = find<Role>(objects, "Role", "tochka-rosta-setup-secrets");
    expect(metadata.namespace).toBe("rosta");
    for (const { verbs, resourceNames } of rules) {
      if (verbs.includes("create"))
        expect(verbs).toEqual(["create"]); // A creation has no name that a rule could know.
      else expect(resourceNames?.length).toBeGreaterThan(0);
    }
    const changed = rules
      .filter(({ verbs }) => verbs.includes("patch"))
      .flatMap(({ resourceNames = [] }) => resourceNames);
    expect(changed).not.toContain("core-secrets");
    expect(changed).not.toContain("platform-passwords");
    expect(changed).not.toContain("platform-keys");
  });
});

test.skipIf(helm === null)(
  "no standing account of the platform may read a Secret outside of tenants' namespaces",
  async () => {
    const objects = await render("trial");
    const standing = objects.filter(({ metadata }) => metadata.annotations?.["helm.sh/hook"] === undefined);
    const touchingSecrets = standing.filter(
      ({ kind, rules = [] }) =>
        /^(Cluster)?Role$/.test(kind) &&
        (rules as Role["rules"]).some(({ resources = [] }) => resources.includes("secrets")),
    );
    // Bound by the operator itself, in tenants' namespaces; nothing here binds it.
    expect(touchingSecrets.map(({ metadata }) => metadata.name)).toEqual(["tochka-rosta-operator-tenant"]);
    const bindings = standing.filter(({ kind }) => /Binding$/.test(kind) && kind.includes("Role"));
    const bound = bindings.map((binding) => (binding as unknown as { roleRef: { name: string } }).roleRef.name);
    expect(bound).not.toContain("tochka-rosta-operator-tenant");
  },
);

interface Role {
  readonly rules: readonly {
    readonly apiGroups: string[];
    /** Absent of a rule for paths that are no objects. */
    readonly resources?: string[];
    readonly verbs: string[];
    readonly resourceNames?: string[];
  }[];
}

interface Module {
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

async function readCatalogue(scenario: "production" | "trial", settings: string[]): Promise<readonly Module[]> {
  const objects = await render(scenario, settings);
  const { data } = find<{ data: Record<string, string> }>(objects, "ConfigMap", "catalogue");
  return JSON.parse(data["modules.json"] ?? "[]") as Module[];
}

function readArguments(objects: readonly Rendered[]): readonly string[] {
  const { spec } = find<Job>(objects, "Job", "setup-secrets");
  return spec.template.spec.containers[0]?.args ?? [];
}

interface Job {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly args: string[] }[] } };
  };
}
