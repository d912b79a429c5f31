import { globSync } from "node:fs";
import { expect, test } from "vitest";
import { repositoryRoot as root } from "@tochka-rosta/build";
import { listCheckSuites } from "./check-suites.ts";
import { listTestFiles, planLongSuites, planSuites } from "./suites.ts";

// Once for all tests here: on a busy machine the walk takes a second.
const files = listTestFiles(root);
const checks = listCheckSuites(root);
const plan = (filters: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
  planSuites(root, filters, environment, files, checks);
const namesOf = (...filters: string[]) => plan(filters).map(({ name }) => name);

test("every test file belongs to one suite, and to one only", () => {
  const all = globSync("**/*.test.{ts,tsx}", {
    cwd: root,
    exclude: (path) => /node_modules|dist|\.next|\.local/.test(path),
  });
  const planned = Object.values(files).flat();
  expect(planned.toSorted()).toEqual(all.toSorted());
});

test("without a filter every suite runs but the long sweeps", () => {
  expect(namesOf()).toEqual(expect.arrayContaining(["generated", "sources", "unit", "promises", "real-cluster"]));
  expect(namesOf()).not.toContain("long");
  expect(planLongSuites(root, [], files).map(({ name }) => name)).toEqual([
    "build",
    "long-local",
    "long-upgrade",
    "long",
  ]);
});

test("a filter keeps what matches, and what that needs", () => {
  expect(namesOf("scripts/test/schedule")).toEqual(["unit"]);
  expect(namesOf("e2e/promises/owner-registers")).toEqual(["build", "promises"]);
  expect(namesOf("packets-are-refused")).toEqual(expect.arrayContaining(["build", "images", "real-cluster"]));
  expect(namesOf("formatting")).toEqual(["sources"]);
  expect(namesOf("no such thing")).toEqual([]);
});

test("programs of a cluster from source are built only where one is started", () => {
  expect(namesOf()).toContain("cluster-programs");
  for (const environment of [{ KUBECONFIG_REAL: "/some/kubeconfig" }, { REAL_CLUSTER: "k3s" }]) {
    const names = plan([], environment).map(({ name }) => name);
    expect(names).toContain("real-cluster");
    expect(names).not.toContain("cluster-programs");
  }
});

test("a given cluster gets images only where it is told how, and needs no programs; one from source does though a kubeconfig is at hand", () => {
  const given = { KUBECONFIG_REAL: "/some/kubeconfig" };
  const namesIn = (environment: NodeJS.ProcessEnv) =>
    plan(["packets-are-refused"], environment).map(({ name }) => name);
  expect(namesIn(given)).toEqual(["real-cluster"]);
  expect(namesIn({ ...given, REAL_CLUSTER_LOAD_IMAGE: "load" })).toEqual(["build", "images", "real-cluster"]);
  expect(namesIn({ ...given, REAL_CLUSTER: "own" })).toContain("cluster-programs");
});

test("no tests run while the cluster's programs are built", () => {
  const waiting = plan([])
    .filter(({ after }) => after.includes("cluster-programs"))
    .map(({ name }) => name);
  expect(waiting).toEqual(expect.arrayContaining(["unit", "component", "promises", "real-cluster", "chart", "guides"]));
});

test("suites wait for others of the same run only, and none for itself", () => {
  const suites = plan([]);
  const names = suites.map(({ name }) => name);
  for (const { name, after } of suites)
    expect(after.filter((other) => other === name || !names.includes(other))).toEqual([]);
});
