import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { openShop } from "../harness/owner.ts";
import { systemNamespace } from "./harness/names.ts";
import { clusterPlatform } from "./harness/platform-on-cluster.ts";

const platform = clusterPlatform();
const apiVersion = "tochkarosta.online/v1alpha1";
const refusal = "spec.id is written by core";

/** Nothing is stored: admission judges a dry run as it does the real thing. */
function tryCreate(object: object, words: readonly string[] = []) {
  return platform.tryKubectl(["create", "-f", "-", "--dry-run=server", ...words], JSON.stringify(object));
}

describe("an identity is written by core alone", () => {
  let namespace: string;
  beforeAll(async () => {
    namespace = `tenant-${(await openShop(platform)).person.subdomain}`;
  });
  const build = (spec: object) => ({
    apiVersion,
    kind: "ModuleInstance",
    metadata: { name: "another", namespace },
    spec: { module: "shop", hostPrefix: "another", ...spec },
  });

  test("not by an administrator, nor by the operator", async () => {
    const operator = ["--as", `system:serviceaccount:${systemNamespace}:tochka-rosta-operator`];
    for (const words of [[], operator]) {
      expect((await tryCreate(build({ id: randomUUID() }), words)).exitCode).not.toBe(0);
    }
    expect((await tryCreate(build({ id: randomUUID() }))).output).toContain(refusal);
    const tenant = { apiVersion, kind: "Tenant", metadata: { name: "another" }, spec: { id: randomUUID() } };
    expect((await tryCreate(tenant)).output).toContain(refusal);
  });

  test("and what bears none is made by whoever may", async () => {
    expect((await tryCreate(build({}))).exitCode).toBe(0);
  });
});
