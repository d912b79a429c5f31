import "../real-cluster/harness/provided.ts";
import { TestRunner, inject } from "vitest";
import type { RunnerTask, RunnerTestFile } from "vitest";

/** Vitest's runner for tests of the real cluster: where there is none, every test counts as skipped and no hook runs. */
export default class SkipWithoutCluster extends TestRunner {
  onCollected(files: RunnerTestFile[]): void {
    if (inject("realCluster") === null) files.forEach(skip);
  }
}

function skip(task: RunnerTask): void {
  task.mode = "skip";
  if (task.type === "suite") task.tasks.forEach(skip);
}
