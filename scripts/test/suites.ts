import { globSync } from "node:fs";
import { clusterTypedByTests, isClusterGiven, isLoadingImages, testClusters } from "@tochka-rosta/testing";
import { listCheckSuites, planCheckSuite } from "./check-suites.ts";
import { longProjects, projects, type ProjectName } from "../projects.ts";
import type { Suite } from "./suite.ts";
import { planVitestSuite } from "./vitest-suite.ts";

const removeClusters = (...names: string[]) => ["e2e/setup/remove-cluster.ts", ...names];

/** What a filter leaves of all suites; without one, all. The order is the order of their start. */
export function planSuites(
  root: string,
  filters: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
  files = listTestFiles(root),
  checks = listCheckSuites(root),
): readonly Suite[] {
  const matches = (text: string) => filters.length === 0 || filters.some((filter) => text.includes(filter));
  const matching = (project: keyof typeof files) => files[project].filter(matches);
  const needCluster = matching("real-cluster").length > 0 || matching("guides").length > 0;
  const needImages = needCluster && isLoadingImages(environment);
  // Another cluster may be given instead of one from source.
  const needPrograms = needCluster && !isClusterGiven(environment) && (environment["REAL_CLUSTER"] || "own") === "own";
  const needBuild = needImages || matching("promises").length > 0;

  const checkSuite = (name: string, limitMinutes: number, after: readonly string[], { isNeeded = false } = {}) => {
    const plan = checks[name] ?? { program: "", checks: [] };
    const wanted = plan.checks.filter((text) => isNeeded || matches(text));
    return wanted.length > 0 ? [planCheckSuite(root, name, { ...plan, checks: wanted }, { after, limitMinutes })] : [];
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

type LongProject = (typeof longProjects)[number];

/** The long sweeps that match, and the build that they need. */
export function planLongSuites(
  root: string,
  filters: readonly string[],
  listed: Pick<ReturnType<typeof listTestFiles>, LongProject> = listTestFiles(root),
): readonly Suite[] {
  const suite = (name: LongProject, limitMinutes: number, after: readonly string[], more = {}) => {
    const files = listed[name].filter(
      (file) => filters.length === 0 || filters.some((filter) => file.includes(filter)),
    );
    return files.length > 0 ? [planVitestSuite(root, name, files, filters, { after, limitMinutes, ...more })] : [];
  };
  const { build = { program: "", checks: [] } } = listCheckSuites(root);
  const cleanUp = { cleanUp: removeClusters(testClusters.shared) };
  return [
    planCheckSuite(root, "build", build, { after: [], limitMinutes: 15 }),
    ...suite("long-local", 60, ["build"]),
    // One machine has one such cluster at a time.
    ...suite("long-upgrade", 90, ["build", "long-local"], cleanUp),
    ...suite("long", 360, ["build", "long-local", "long-upgrade"], cleanUp),
  ];
}

/** What a filter of `npm test` may match: test files by path, checks by name. */
export function listMatchable(root: string): string[] {
  const files = Object.entries(listTestFiles(root)).flatMap(([name, some]) => (isLong(name) ? [] : some));
  const checks = Object.values(listCheckSuites(root)).flatMap(({ checks: names }) => names);
  return [...checks, ...files];
}

/** What a filter of `npm run test:long` may match. */
export function listLongFiles(root: string): string[] {
  const files = listTestFiles(root);
  return longProjects.flatMap((name) => files[name]);
}

function isLong(name: string): boolean {
  return longProjects.some((long) => long === name);
}

/** The test files of each vitest project. */
export function listTestFiles(root: string): Readonly<Record<ProjectName, readonly string[]>> {
  const list = (name: ProjectName) => globSync(projects[name].include, { cwd: root, exclude: projects[name].exclude });
  const names = Object.keys(projects) as ProjectName[];
  return Object.fromEntries(names.map((name) => [name, list(name)])) as Record<ProjectName, string[]>;
}
