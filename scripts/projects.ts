/** Which files are tests of which vitest project. The one source: vitest.config.ts and the suites of `npm test` read it here. */
export interface ProjectPatterns {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

const never = ["**/node_modules/**", "**/dist/**", "**/.next/**", "**/.local/**"];

/** Needs PostgreSQL or Redis, which e2e/setup/services.ts starts: the file's name says so. */
const component = "**/*.component.test.ts";
const promises = "e2e/promises/**/*.test.ts";
const realCluster = ["e2e/real-cluster/*.test.ts", "e2e/real-cluster/last/*.test.ts"];
const guides = "e2e/guides/guides-work-as-written.test.ts";
const anyLong = "e2e/long/**/*.test.ts";
const chart = "charts/**/*.test.ts";

export const projects = {
  unit: {
    include: ["**/*.test.{ts,tsx}"],
    exclude: [...never, component, promises, ...realCluster, guides, anyLong, chart],
  },
  component: { include: [component], exclude: never },
  chart: { include: [chart], exclude: never },
  promises: { include: [promises], exclude: never },
  "real-cluster": { include: realCluster, exclude: never },
  guides: { include: [guides], exclude: never },
  "long-local": { include: ["e2e/long/local/*.test.ts"], exclude: never },
  "long-upgrade": { include: ["e2e/long/upgrade/*.test.ts"], exclude: never },
  long: { include: ["e2e/long/*.test.ts"], exclude: never },
} as const satisfies Record<string, ProjectPatterns>;

/** Those of `npm run test:long`, in the order in which they run. */
export const longProjects = ["long-local", "long-upgrade", "long"] as const;

export type ProjectName = keyof typeof projects;
