import { readWorkspaces, runScript } from "@tochka-rosta/build";
import type { Check } from "@tochka-rosta/testing";
import { checkGenerated, checkRendered } from "./generated.ts";
import { checkImportCircles } from "./import-circles.ts";

/** Every check of the sources, quickest to tell something first. */
export function listChecks(root: string): Check[] {
  const ownChecks = readWorkspaces(root).flatMap(({ folder, scripts: { check } }) =>
    check ? [{ name: `types of ${folder}`, run: () => runScript(root, folder, check) }] : [],
  );
  return [
    { name: "formatting", run: () => runScript(root, ".", "prettier --check --log-level warn .") },
    { name: "generated files are fresh", run: () => checkGenerated(root) },
    { name: "what npm start applies is rendered from the chart", run: () => checkRendered(root) },
    { name: "types", run: () => runScript(root, ".", "tsc --noEmit -p tsconfig.json") },
    ...ownChecks,
    { name: "no file, export or dependency without a user", run: () => runScript(root, ".", "knip --no-progress") },
    { name: "no circles of imports", run: async () => checkImportCircles(root) },
    { name: "lint and import directions", run: () => runScript(root, ".", "eslint .") },
  ];
}
