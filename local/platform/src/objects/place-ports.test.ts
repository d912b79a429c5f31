import { join } from "node:path";
import type { KubernetesObject } from "@tochka-rosta/controller-runtime";
import { describe, expect, it } from "vitest";
import { repositoryRoot } from "../folders.ts";
import { placePorts } from "./place-ports.ts";
import { readObjects } from "./read-objects.ts";

const ports = { gateway: 4321, core: 28_765, egress: 28_766, apiServer: 1 };

function deployment(env: { name: string; value?: string }[], more: object = {}): KubernetesObject {
  const template = { spec: { containers: [{ name: "c", image: "i", env }] }, ...more };
  return { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "d" }, ...{ spec: { template } } };
}

function place(value: string, name = "X", gateway = ports.gateway): string | undefined {
  const [placed] = placePorts([deployment([{ name, value }])], { ...ports, gateway });
  const { spec } = placed as unknown as {
    spec: { template: { spec: { containers: { env: { value: string }[] }[] } } };
  };
  return spec.template.spec.containers[0]?.env[0]?.value;
}

/** Where two values differ, as path and both texts. */
function listDifferences(a: unknown, b: unknown, path = ""): string[] {
  if (Object.is(a, b)) return [];
  const isTree = (value: unknown): value is object => typeof value === "object" && value !== null;
  if (!isTree(a) || !isTree(b)) return [`${path}: ${String(a)} -> ${String(b)}`];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  const at = (tree: object, key: string) => (tree as Record<string, unknown>)[key];
  return [...keys].flatMap((key) => listDifferences(at(a, key), at(b, key), `${path}/${key}`));
}

describe("this start's ports", () => {
  it.each([
    ["http://localhost:3000", "http://localhost:4321"],
    ["http://*.localhost:3000", "http://*.localhost:4321"],
    ["127.0.0.1:3000", "127.0.0.1:4321"],
    ["http://127.0.0.1:18000/.well-known/jwks.json", "http://127.0.0.1:28765/.well-known/jwks.json"],
    ["http://127.0.0.1:18100", "http://127.0.0.1:28766"],
    ["http://localhost:3000 http://127.0.0.1:18000", "http://localhost:4321 http://127.0.0.1:28765"],
    ["30000 ms, {prefix}--{tenant}.{domain}", "30000 ms, {prefix}--{tenant}.{domain}"],
  ])("stand for the rendered ones: %s becomes %s", (rendered, placed) => {
    expect(place(rendered)).toBe(placed);
  });

  it("leave port 80 out of what browsers see, and only there", () => {
    expect(place("http://localhost:3000", "X", 80)).toBe("http://localhost");
    expect(place("127.0.0.1:3000", "X", 80)).toBe("127.0.0.1:80");
  });

  it("stand in the public port, the one setting without a host", () => {
    expect(place("3000", "PUBLIC_PORT")).toBe("4321");
  });

  it.each([
    ["http://localhost:8080", "X"],
    ["127.0.0.1:18001", "X"],
    ["3000", "X"],
    ["http://core.tochka-rosta-system.svc:18000", "X"],
    ["http://127.0.0.1:30001", "X"],
  ])("cannot replace %s, which is told with its place", (value, name) => {
    expect(() => place(value, name)).toThrow(/variable X of Deployment d names a local port/);
  });

  it("are missed where nothing is replaced, and that is told too", () => {
    const annotated = deployment([], { metadata: { annotations: { where: "http://localhost:3000" } } });
    expect(() => placePorts([annotated], ports)).toThrow(/template\/metadata\/annotations\/where of Deployment d/);
    const metadata = { name: "i", annotations: { where: "127.0.0.1:18000" } };
    const ingress = { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata };
    expect(() => placePorts([ingress], ports)).toThrow(/metadata\/annotations\/where of Ingress i/);
  });

  it("stand in ConfigMaps, init containers and the annotation that pins a port", () => {
    const annotations = { "local.tochkarosta.online/port": "18000", other: "18000" };
    const env = [{ name: "URL", value: "http://127.0.0.1:18000" }];
    const initContainers = [{ name: "i", image: "i", env }];
    const spec = { initContainers, containers: [{ name: "c", image: "i" }] };
    const map = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "m" }, data: { a: "core: 127.0.0.1:18000" } };
    const rendered = [deployment([], { metadata: { annotations }, spec }), map];
    expect(listDifferences(rendered, placePorts(rendered, ports))).toEqual([
      "/0/spec/template/spec/initContainers/0/env/0/value: http://127.0.0.1:18000 -> http://127.0.0.1:28765",
      "/0/spec/template/metadata/annotations/local.tochkarosta.online/port: 18000 -> 28765",
      "/1/data/a: core: 127.0.0.1:18000 -> core: 127.0.0.1:28765",
    ]);
  });

  it("change nothing else of the chart as it is committed, and leave none of its ports behind", async () => {
    const rendered = await readObjects(join(repositoryRoot, "local/platform/manifests/platform.yaml"));
    const placed = placePorts(rendered, ports);
    const differences = listDifferences(rendered, placed);
    const allowed =
      /^\/\d+\/(spec\/template\/spec\/containers\/\d+\/env\/\d+\/value|spec\/template\/metadata\/annotations\/local\.tochkarosta\.online\/port): /;
    expect(differences.filter((line) => !allowed.test(line))).toEqual([]);
    expect(differences.length).toBeGreaterThan(8);
    expect(JSON.stringify(placed)).not.toMatch(/(localhost|127\.0\.0\.1):(3000|18000)\b|"(3000|18000)"/);
  });
});
