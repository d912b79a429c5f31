import { globSync } from "node:fs";
import { isClusterGiven, isLoadingImages } from "../../e2e/cluster/src/is-given.ts";
import { clusterTypedByTests, testClusters } from "../../e2e/cluster/src/test-clusters.ts";
import { listTestsThatNeedServices } from "../../e2e/setup/needs-services.ts";
import { listCheckSuites, planCheckSuite } from "./check-suites.ts";
import type { Suite } from "./suite.ts";
import { planVitestSuite } from "./vitest-suite.ts";

const removeClusters = (...names: string[]) => ["e2e/setup/remove-cluster.ts", ...names];

/** Everything else in its folder needs no cluster. */
const guidesTest = "e2e/guides/guides-work-as-written.test.ts";

/** What a filter leaves of all suites; without one, all. The order is the order of their start. */
export function planSuites(
  root: string,
  filters: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
  files = listTestFiles(root),
): readonly Suite[] {
  const matches = (text: string) => filters.length === 0 || filters.some((filter) => text.includes(filter));
  const matching = (project: keyof typeof files) => files[project].filter(matches);
  const needCluster = matching("real-cluster").length > 0 || matching("guides").length > 0;
  const needImages = needCluster && isLoadingImages(environment);
  // Another cluster may be given instead of one from source.
  const needPrograms = needCluster && !isClusterGiven(environment) && (environment["REAL_CLUSTER"] || "own") === "own";
  const needBuild = needImages || matching("promises").length > 0;

  const checks = listCheckSuites(root);
  const checkSuite = (name: string, limitMinutes: number, after: readonly string[], { isNeeded = false } = {}) => {
    const names = (checks[name] ?? []).map((check) => check.name).filter((text) => isNeeded || matches(text));
    return names.length > 0 ? [planCheckSuite(root, name, names, { after, limitMinutes })] : [];
  };
  const vitestSuite = (name: keyof typeof files, limitMinutes: number, after: readonly string[], more = {}) => {
    const own = matching(name);
    return own.length > 0 ? [planVitestSuite(root, name, own, filters, { after, limitMinutes, ...more })] : [];
  };

  // The suite that takes longest, and what it needs, begin as early as they can; the others share what time that leaves.
  return [
    ...(needPrograms ? checkSuite("cluster-programs", 40, [], { isNeeded: true }) : []),
    // Writes what others read, if only with the same contents.
    ...checkSuite("generated", 10, []),
    ...checkSuite("build", 15, ["generated"], { isNeeded: needBuild || matches("build") }),
    ...checkSuite("images", 15, ["build"], { isNeeded: needImages }),
    ...vitestSuite("real-cluster", 45, ["images", "cluster-programs"], {
      cleanUp: removeClusters(testClusters.shared, testClusters.itself, clusterTypedByTests),
    }),
    // Next writes its types for the type check and its build to one folder.
    ...checkSuite("sources", 15, ["generated", "build"]),
    // Beside a build tests are slow, and so is the build, which the longest suite waits for.
    ...vitestSuite("unit", 25, ["generated", "cluster-programs"]),
    ...vitestSuite("component", 30, ["generated", "cluster-programs"]),
    ...vitestSuite("promises", 35, ["build", "cluster-programs"]),
    ...vitestSuite("chart", 10, ["generated", "cluster-programs"]),
    ...checkSuite("go", 15, ["cluster-programs"]),
    ...vitestSuite("guides", 30, ["images", "cluster-programs"], { cleanUp: removeClusters(testClusters.guides) }),
  ];
}

/** The long sweeps that match, and the build that they need. */
export function planLongSuites(
  root: string,
  filters: readonly string[],
  { long } = listTestFiles(root),
): readonly Suite[] {
  const files = long.filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)));
  const checks = (listCheckSuites(root)["build"] ?? []).map(({ name }) => name);
  return [
    planCheckSuite(root, "build", checks, { after: [], limitMinutes: 15 }),
    planVitestSuite(root, "long", files, filters, {
      after: ["build"],
      limitMinutes: 360,
      cleanUp: removeClusters(testClusters.shared),
    }),
  ];
}

/** What a filter of `npm test` may match: test files by path, checks by name. */
export function listMatchable(root: string): string[] {
  const { long: _, ...files } = listTestFiles(root);
  const checks = Object.values(listCheckSuites(root)).flatMap((some) => some.map(({ name }) => name));
  return [...checks, ...Object.values(files).flat()];
}

/** The test files of each vitest project; vitest.config.ts has the same patterns. */
export function listTestFiles(root: string) {
  const needServices = listTestsThatNeedServices(root);
  const all = globSync("**/*.test.{ts,tsx}", {
    cwd: root,
    exclude: (path) => /(^|\/)(node_modules|dist|\.next|\.local)$/.test(path),
  });
  const under = (...folders: string[]) => all.filter((file) => folders.some((folder) => file.startsWith(folder)));
  const realCluster = all.filter((file) => /^e2e\/real-cluster\/(last\/)?[^/]+$/.test(file));
  const guides = all.filter((file) => file === guidesTest);
  const special = [...under("e2e/promises/", "e2e/long/", "charts/"), ...realCluster, ...guides];
  return {
    unit: all.filter((file) => !needServices.includes(file) && !special.includes(file)),
    component: needServices,
    chart: under("charts/"),
    promises: under("e2e/promises/"),
    "real-cluster": realCluster,
    guides,
    long: under("e2e/long/"),
  };
}
