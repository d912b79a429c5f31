import { defineConfig } from "vitest/config";
import { listTestsThatNeedServices } from "./e2e/setup/needs-services.ts";

const needServices = listTestsThatNeedServices(import.meta.dirname);
const never = ["**/node_modules/**", "**/dist/**", "**/.next/**", "**/.local/**"];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two cores are the measure: more workers only take each other's time.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...never, "e2e/promises/**", ...needServices],
        },
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
        test: {
          name: "promises",
          include: ["e2e/promises/**/*.test.ts"],
          exclude: never,
          globalSetup: "./e2e/setup/platform.ts",
          testTimeout: 180_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
