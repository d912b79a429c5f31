import { describe, expect, test } from "vitest";
import { listContainers, listPods, readVariables } from "./pods.ts";
import { find, helm, namespace, render, scenarios, type Scenario } from "./render.ts";

const digest = `sha256:${"a".repeat(64)}`;

describe.skipIf(helm === null).each(scenarios)("every pod of the values %s", (scenario) => {
  test("satisfies the restricted Pod Security level, and writes to no root file system", async () => {
    const pods = listPods(await render(scenario));
    expect(pods.length).toBeGreaterThanOrEqual(scenario === "local" ? 4 : 6);
    for (const { name, spec } of pods) {
      expect(spec.securityContext, name).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 65532,
        seccompProfile: { type: "RuntimeDefault" },
      });
      for (const container of listContainers(spec)) {
        expect(container.securityContext, `${name}/${container.name}`).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        });
      }
      const kinds = (spec.volumes ?? []).flatMap((volume) => Object.keys(volume).filter((key) => key !== "name"));
      expect(["emptyDir", "secret", "configMap", "projected"]).toEqual(expect.arrayContaining(kinds));
    }
  });

  test("asks for memory and processor, and is limited in memory", async () => {
    for (const { name, spec } of listPods(await render(scenario))) {
      for (const { resources } of listContainers(spec)) {
        expect(Object.keys(resources?.requests ?? {}).sort(), name).toEqual(["cpu", "memory"]);
        expect(resources?.limits?.["memory"], name).toBeDefined();
      }
    }
  });

  test("that goes on running has all three probes", async () => {
    for (const { name, spec } of listPods(await render(scenario))) {
      if (/^(Job|Pod) /.test(name)) continue;
      for (const { startupProbe, readinessProbe, livenessProbe } of spec.containers) {
        expect([startupProbe, readinessProbe, livenessProbe], name).not.toContain(undefined);
      }
    }
  });

  test("names each variable once, as server-side apply wants it", async () => {
    for (const { name, spec } of listPods(await render(scenario))) {
      for (const { env = [] } of listContainers(spec)) {
        const names = env.map((variable) => variable.name);
        expect(new Set(names).size, name).toBe(names.length);
      }
    }
  });
});

describe.skipIf(helm === null)("on OpenShift", () => {
  test("no pod names a user, and each still may be nobody but an ordinary one", async () => {
    const objects = await render("trial", ["openshift=true", "podSecurityContext.fsGroupChangePolicy=OnRootMismatch"]);
    for (const { name, spec } of listPods(objects)) {
      expect(spec.securityContext, name).toEqual({
        runAsNonRoot: true,
        seccompProfile: { type: "RuntimeDefault" },
        fsGroupChangePolicy: "OnRootMismatch",
      });
    }
    expect(readVariables(objects, "operator")["MODULE_USER_IDS"]).toBe("cluster");
  });
});

describe.skipIf(helm === null)("images", () => {
  test("come from the registry of the values, and by digest where one is given", async () => {
    const settings = ["core", "operator", "doorman", "egress", "dashboard"].map(
      (name) => `${name}.image.digest=${digest}`,
    );
    const pods = listPods(await render("production", settings));
    const images = pods.flatMap(({ spec }) => listContainers(spec)).map(({ image }) => image);
    expect(images.length).toBeGreaterThan(6);
    for (const image of images)
      expect(image).toMatch(/^registry\.example\.com\/tochka-rosta\/[a-z]+:0\.3\.0@sha256:a{64}$/);
  });

  test("a component's own registry wins over the common one", async () => {
    const objects = await render("production", ["doorman.image.registry=other.example.com"]);
    const images = listPods(objects).flatMap(({ spec }) => listContainers(spec).map(({ image }) => image));
    expect(images).toContain("other.example.com/tochka-rosta/doorman:0.3.0");
    expect(images).toContain("registry.example.com/tochka-rosta/core:0.3.0");
  });
});

describe.skipIf(helm === null)("where pods run", () => {
  const placement = async (scenario: Scenario, settings: string[] = []) =>
    listPods(await render(scenario, settings)).map(({ name, spec }) => ({ name, ...spec }));

  test("anywhere where the values say nothing, so that an upgrade starts no database of a trial again", async () => {
    for (const { name, nodeSelector, tolerations } of await placement("trial")) {
      expect(nodeSelector, name).toBeUndefined();
      expect(tolerations, name).toBeUndefined();
    }
  });

  test("where the values say, hooks and the test as well; what a component says comes on top", async () => {
    const settings = ["doorman.nodeSelector.pool=edge", "doorman.tolerations[0].key=edge"];
    const common = { key: "platform", operator: "Exists", effect: "NoSchedule" };
    const placed = await placement("cloud", settings);
    expect(placed.map(({ name }) => name)).toEqual(expect.arrayContaining(["Job setup-secrets", "Pod test"]));
    for (const { name, nodeSelector, tolerations } of placed) {
      const isDoorman = name === "Deployment doorman";
      expect(nodeSelector, name).toEqual({ pool: isDoorman ? "edge" : "platform" });
      expect(tolerations, name).toEqual(isDoorman ? [common, { key: "edge" }] : [common]);
    }
  });

  test("anywhere, where a machine runs what it runs", async () => {
    for (const { name, nodeSelector } of await placement("local")) expect(nodeSelector, name).toBeUndefined();
    expect(readVariables(await render("local"), "operator")).not.toHaveProperty("MODULE_NODE_SELECTOR");
  });

  test("modules by the operator, which gets access to their registry as a file and not by a right", async () => {
    const objects = await render("cloud");
    const variables = readVariables(objects, "operator");
    expect(JSON.parse(variables["MODULE_NODE_SELECTOR"] ?? "")).toEqual({ pool: "tenants" });
    expect(JSON.parse(variables["MODULE_TOLERATIONS"] ?? "")).toEqual([
      { key: "tenants", operator: "Exists", effect: "NoSchedule" },
    ]);
    const pod = listPods(objects).find(({ name }) => name === "Deployment operator");
    expect(pod?.spec.volumes).toContainEqual({
      name: "registry",
      secret: { secretName: "registry-access", items: [{ key: ".dockerconfigjson", path: "config.json" }] },
    });
    expect(variables["MODULE_REGISTRY_FILE"]).toBe("/etc/registry/config.json");
    expect(readVariables(await render("production"), "operator")).not.toHaveProperty("MODULE_REGISTRY_FILE");
  });
});

describe.skipIf(helm === null)("what a component gets", () => {
  test("a variable of extraEnv takes the place of ours", async () => {
    const objects = await render("trial", ["core.extraEnv[0].name=LOG_LEVEL", "core.extraEnv[0].value=debug"]);
    const core = listPods(objects).find(({ name }) => name === "Deployment core");
    expect(core?.spec.containers[0]?.env?.filter(({ name }) => name === "LOG_LEVEL")).toEqual([
      { name: "LOG_LEVEL", value: "debug" },
    ]);
  });

  test("dashboard, databases and the test get no token of the cluster", async () => {
    const pods = listPods(await render("trial"));
    const tokenless = pods.filter(({ spec }) => spec.automountServiceAccountToken === false).map(({ name }) => name);
    expect(tokenless.sort()).toEqual([
      "Deployment dashboard",
      "Deployment trial-redis",
      "Pod test",
      "StatefulSet trial-postgresql-core",
      "StatefulSet trial-postgresql-modules",
    ]);
  });

  test("only the container that prepares databases sees the administrator", async () => {
    const { spec } = find<{ spec: { template: { spec: Mounting } } }>(await render("production"), "Deployment", "core");
    const mounts = (containers: Mounting["containers"]) =>
      containers.flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name));
    expect(mounts(spec.template.spec.initContainers)).toEqual(["passwords", "admin"]);
    expect(mounts(spec.template.spec.containers)).not.toContain("admin");
    expect(mounts(spec.template.spec.containers)).not.toContain("passwords");
  });

  test("a PodDisruptionBudget only above one replica, where it does not block every drain", async () => {
    const names = async (settings: string[]) =>
      (await render("production", settings)).flatMap(({ kind, metadata }) =>
        kind === "PodDisruptionBudget" ? [metadata.name] : [],
      );
    expect(await names(["core.replicas=1", "operator.replicas=1"])).toEqual(["doorman", "dashboard", "egress"]);
    expect(await names(["podDisruptionBudget.enabled=false"])).toEqual([]);
  });
});

interface Mounting {
  readonly initContainers: readonly { readonly volumeMounts?: readonly { readonly name: string }[] }[];
  readonly containers: Mounting["initContainers"];
}

describe.skipIf(helm === null).each(scenarios)("the rendering of the values %s", (scenario) => {
  test("holds no Secret and no password, so that the release's history holds none", async () => {
    const objects = await render(scenario);
    expect(objects.filter(({ kind }) => kind === "Secret")).toEqual([]);
    expect(JSON.stringify(objects)).not.toMatch(/"(password|signing-keys\.json|code-pepper)":/);
  });

  test("is the same each time", async () => {
    expect(await render(scenario)).toEqual(await render(scenario));
  });

  test("stays in its namespace, but for what belongs to the cluster", async () => {
    const cluster =
      /^(CustomResourceDefinition|ClusterRole|ClusterRoleBinding|ValidatingAdmissionPolicy(Binding)?|IngressClass)$/;
    for (const { kind, metadata } of await render(scenario)) {
      if (!cluster.test(kind)) expect(metadata.namespace, `${kind} ${metadata.name}`).toBe(namespace);
    }
  });
});
