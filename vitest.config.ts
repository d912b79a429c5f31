import { defineConfig } from "vitest/config";
import { InStatedOrder } from "./e2e/setup/stated-order.ts";
import { projects, type ProjectName } from "./scripts/projects.ts";

const filesOf = (name: ProjectName) => ({
  name,
  include: [...projects[name].include],
  exclude: [...projects[name].exclude],
});

const onRealCluster = {
  globalSetup: "./e2e/setup/real-cluster.ts",
  runner: "./e2e/setup/skip-without-cluster.ts",
  testTimeout: 300_000,
  hookTimeout: 300_000,
  fileParallelism: false,
};

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two cores are the measure: more workers only take each other's time.
    maxWorkers: 2,
    sequence: { sequencer: InStatedOrder },
    projects: [
      { extends: true, test: filesOf("unit") },
      { extends: true, test: { ...filesOf("component"), globalSetup: "./e2e/setup/services.ts" } },
      { extends: true, test: { ...filesOf("chart"), testTimeout: 120_000 } },
      {
        extends: true,
        test: {
          ...filesOf("promises"),
          globalSetup: "./e2e/setup/platform.ts",
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      { extends: true, test: { ...filesOf("real-cluster"), ...onRealCluster } },
      {
        extends: true,
        test: {
          ...filesOf("guides"),
          ...onRealCluster,
          globalSetup: "./e2e/setup/guides.ts",
          testTimeout: 900_000,
        },
      },
      {
        extends: true,
        test: {
          ...filesOf("long-local"),
          globalSetup: "./e2e/setup/chromium.ts",
          testTimeout: 900_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          ...filesOf("long-upgrade"),
          ...onRealCluster,
          globalSetup: "./e2e/setup/release-cluster.ts",
          testTimeout: 1_800_000,
          hookTimeout: 600_000,
        },
      },
      { extends: true, test: { ...filesOf("long"), ...onRealCluster, testTimeout: 3_600_000 } },
    ],
  },
});
