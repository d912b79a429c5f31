// Runs one task of this repository: `node scripts/run.mjs <task> [arguments]`.
// Plain JavaScript without dependencies, because it must run on a fresh clone: it installs what is locked, then hands
// over to `scripts/tasks/<task>.ts`, or `e2e/tasks/<task>.ts` for what only tests and trials need, on the Node that the
// root package pins.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runForwardingSignals } from "./bootstrap/child.mjs";
import { installWhenStale } from "./bootstrap/install.mjs";
import { describeUnsupported, findNode } from "./bootstrap/node.mjs";
import { runInWsl } from "./bootstrap/windows.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

async function main([task, ...taskArguments]) {
  const file = findTask(task);
  if (file === undefined) throw new Error(`There is no task "${task ?? ""}".`);
  if (process.platform === "win32") return runInWsl(root, [task, ...taskArguments]);
  const unsupported = describeUnsupported(process);
  if (unsupported) throw new Error(unsupported);

  await installWhenStale(root);

  const node = findNode(root, process);
  const environment = { ...process.env, PATH: `${dirname(node)}:${process.env.PATH ?? ""}` };
  return runForwardingSignals(node, [file, ...taskArguments], { cwd: root, env: environment });
}

function findTask(task) {
  if (!/^[a-z][a-z-]*$/.test(task ?? "")) return undefined;
  return ["scripts", "e2e"].map((folder) => join(root, folder, "tasks", `${task}.ts`)).find((file) => existsSync(file));
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
