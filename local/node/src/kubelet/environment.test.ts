import { describe, expect, it } from "vitest";
import type { Container, Pod } from "../cluster/resources.ts";
import {
  buildEnvironment,
  MissingConfigurationError,
  moveMountPaths,
  movePorts,
  type ConfigurationReader,
} from "./environment.ts";

const reader: ConfigurationReader = {
  secret: (name) =>
    name === "s" ? { apiVersion: "v1", kind: "Secret", metadata: { name }, data: { key: btoa("secret") } } : undefined,
  configMap: (name) =>
    name === "c" ? { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { key: "plain" } } : undefined,
};
const pod: Pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p", namespace: "n", uid: "u", labels: { "app.kubernetes.io/name": "x" } },
  spec: { containers: [] },
};

function build(container: Partial<Container>): Record<string, string> {
  return buildEnvironment({ name: "c", image: "i", ...container }, pod, reader);
}

describe("a container's environment", () => {
  it("comes from values, secrets, config maps and fields", () => {
    const env: Container["env"] = [
      { name: "A", value: "1" },
      { name: "EMPTY" },
      { name: "S", valueFrom: { secretKeyRef: { name: "s", key: "key" } } },
      { name: "C", valueFrom: { configMapKeyRef: { name: "c", key: "key" } } },
      { name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
      { name: "UID", valueFrom: { fieldRef: { fieldPath: "metadata.uid" } } },
      { name: "APP", valueFrom: { fieldRef: { fieldPath: "metadata.labels['app.kubernetes.io/name']" } } },
    ];
    expect(build({ env })).toEqual({ A: "1", EMPTY: "", S: "secret", C: "plain", POD: "p", UID: "u", APP: "x" });
  });

  it("takes whole sources first, so that single variables win", () => {
    const envFrom: Container["envFrom"] = [{ secretRef: { name: "s" } }, { prefix: "C_", configMapRef: { name: "c" } }];
    expect(build({ envFrom, env: [{ name: "key", value: "own" }] })).toEqual({ key: "own", C_key: "plain" });
  });

  it("expands earlier variables and leaves escaped and unknown ones", () => {
    const env: Container["env"] = [
      { name: "A", value: "1" },
      { name: "B", value: "$(A)-$$(A)-$(NO)" },
    ];
    expect(build({ env })["B"]).toBe("1-$(A)-$(NO)");
  });

  it.each([
    { env: [{ name: "X", valueFrom: { secretKeyRef: { name: "absent", key: "key" } } }] },
    { env: [{ name: "X", valueFrom: { secretKeyRef: { name: "s", key: "absent" } } }] },
    { env: [{ name: "X", valueFrom: { configMapKeyRef: { name: "c", key: "absent" } } }] },
    { envFrom: [{ secretRef: { name: "absent" } }] },
  ])("waits for what is absent: %j", (container) => {
    expect(() => build(container)).toThrow(MissingConfigurationError);
  });

  it("does without what is optional and absent", () => {
    const env = [{ name: "X", valueFrom: { secretKeyRef: { name: "absent", key: "key", optional: true } } }];
    expect(build({ env })).toEqual({});
  });
});

describe("a mount path in the environment", () => {
  it.each([
    ["/bindings/database", "/root/bindings/database"],
    ["/bindings/database/uri", "/root/bindings/database/uri"],
    ["/bindings", "/root/bindings"],
    ["/bindings/", "/root/bindings/"],
    ["/bindings/database2", "/bindings/database2"],
    ["/bind", "/bind"],
    ["/", "/"],
    ["postgres://x/bindings", "postgres://x/bindings"],
  ])("%s becomes %s", (value, moved) => {
    expect(moveMountPaths({ X: value }, ["/bindings/database"], "/root")["X"]).toBe(moved);
  });
});

describe("a port in the environment", () => {
  it.each([
    ["METRICS_PORT", "9090", "20001"],
    ["METRICS_PORT", "9091", "9091"],
    ["PORTS", "9090", "9090"],
    ["LIMIT", "9090", "9090"],
  ])("%s=%s becomes %s", (name, value, moved) => {
    expect(movePorts({ [name]: value }, new Map([[9090, 20_001]]))[name]).toBe(moved);
  });
});
