import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { StartError } from "@tochka-rosta/testing";
import { repositoryRoot } from "../folders.ts";
import { listPrograms, readFacts, selectRunnable } from "./describe-objects.ts";
import { orderByKind } from "./kinds.ts";
import { parseObjects, readObjects } from "./read-objects.ts";

const namesOf = (text: string) => parseObjects(text, "x.yaml").map(({ kind, metadata }) => `${kind}/${metadata.name}`);

describe("the rendering", () => {
  it("is read without hooks, tests and empty documents", () => {
    const text = `
# Source: a comment only
---
{ apiVersion: v1, kind: Service, metadata: { name: core } }
---
{ apiVersion: batch/v1, kind: Job, metadata: { name: secrets, annotations: { helm.sh/hook: pre-install } } }
---
{ apiVersion: v1, kind: Pod, metadata: { name: test, annotations: { helm.sh/hook: test } } }
---
`;
    // A hook may be of a kind that nothing here needs to know.
    expect(namesOf(text)).toEqual(["Service/core"]);
  });

  it("puts what names no namespace into the release's, and nothing into a cluster-wide object", () => {
    const [service, role] = parseObjects(
      `{ apiVersion: v1, kind: Service, metadata: { name: a } }
---
{ apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: { name: b } }`,
      "x.yaml",
    );
    expect([service?.metadata.namespace, role?.metadata.namespace]).toEqual(["tochka-rosta-system", undefined]);
  });

  it.each([
    ["{ apiVersion: x.io/v1, kind: Gadget, metadata: { name: g } }", /Gadget g \(x\.io\/v1\), a kind that .*kinds\.ts/],
    ["{ apiVersion: apps/v2, kind: Deployment, metadata: { name: g } }", /Deployment g \(apps\/v2\)/],
    ["{ kind: Service, metadata: { name: g } }", /no Kubernetes object/],
    ["just text", /no Kubernetes object/],
    ["a: [1", /x\.yaml is no valid YAML/],
  ])("%s is refused in one line", (text, message) => {
    expect(() => parseObjects(text, "x.yaml")).toThrow(StartError);
    expect(() => parseObjects(text, "x.yaml")).toThrow(message);
  });

  it("that is missing is refused with what renders it", async () => {
    await expect(readObjects("/nowhere/platform.yaml")).rejects.toThrow(/npm run generate/);
  });
});

describe("the chart as it is committed", () => {
  it("has the four programs, each with the Service that leads to it, and what the start must know", async () => {
    const objects = await readObjects(join(repositoryRoot, "local/platform/manifests/platform.yaml"));
    const programs = listPrograms(objects);
    expect(programs.map(({ name }) => name).toSorted()).toEqual(["core", "dashboard", "doorman", "egress", "operator"]);
    expect(programs.map(({ service }) => service?.name)).toEqual(programs.map(({ name }) => name));
    expect(readFacts(objects)).toEqual({ origin: "http://localhost:3000", ingressClass: "tochka-rosta" });
  });

  it("is applied in the order in which its objects need each other", async () => {
    const groups = orderByKind(await readObjects(join(repositoryRoot, "local/platform/manifests/platform.yaml")));
    const placeOf = (kind: string) => groups.findIndex((group) => group.some((object) => object.kind === kind));
    const order = ["CustomResourceDefinition", "ServiceAccount", "ClusterRoleBinding", "Deployment"];
    const places = order.map(placeOf);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });
});

describe("a Deployment whose image is not on this machine", () => {
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "core" },
    spec: { template: { spec: { containers: [{ name: "core", image: "tochka-rosta/core:0.1.0" }] } } },
  };

  it("is left out when nothing of it is built", () => {
    expect(selectRunnable([deployment], ["tochka-rosta/doorman:0.1.0"])).toEqual([]);
    expect(selectRunnable([deployment], ["tochka-rosta/core:0.1.0"])).toEqual([deployment]);
  });

  it("is an error when it is built in another version", () => {
    expect(() => selectRunnable([deployment], ["tochka-rosta/core:0.2.0"])).toThrow(/npm run generate/);
  });
});
