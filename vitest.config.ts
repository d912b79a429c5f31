import { defineConfig } from "vitest/config";
import { listTestsThatNeedServices } from "./e2e/setup/needs-services.ts";
import { InStatedOrder } from "./e2e/setup/stated-order.ts";

// scripts/test/suites.ts has the same patterns.
const needServices = listTestsThatNeedServices(import.meta.dirname);
const never = ["**/node_modules/**", "**/dist/**", "**/.next/**", "**/.local/**"];
const realCluster = ["e2e/real-cluster/*.test.ts", "e2e/real-cluster/last/*.test.ts"];
const guides = ["e2e/guides/guides-work-as-written.test.ts"];
const special = ["e2e/promises/**", ...realCluster, ...guides, "e2e/long/**", "charts/**"];

const onRealCluster = {
  exclude: never,
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
      {
        extends: true,
        test: { name: "unit", include: ["**/*.test.{ts,tsx}"], exclude: [...never, ...special, ...needServices] },
      },
      {
        extends: true,
        test: {
          name: "component",
          include: needServices.length > 0 ? needServices : ["none"],
          exclude: never,
          globalSetup: "./e2e/setup/services.ts",
        },
      },
      {
        extends: true,
        test: { name: "chart", include: ["charts/**/*.test.ts"], exclude: never, testTimeout: 120_000 },
      },
      {
        extends: true,
        test: {
          name: "promises",
          include: ["e2e/promises/**/*.test.ts"],
          exclude: never,
          globalSetup: "./e2e/setup/platform.ts",
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: { name: "real-cluster", include: realCluster, ...onRealCluster },
      },
      {
        extends: true,
        test: {
          name: "guides",
          include: guides,
          ...onRealCluster,
          globalSetup: "./e2e/setup/guides.ts",
          testTimeout: 900_000,
        },
      },
      {
        extends: true,
        test: {
          name: "long",
          include: ["e2e/long/**/*.test.ts"],
          ...onRealCluster,
          testTimeout: 3_600_000,
        },
      },
    ],
  },
});
