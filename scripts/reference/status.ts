import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parseAllDocuments } from "yaml";
import { projects } from "../projects.ts";
import { planned } from "./planned.ts";

interface ModuleManifest {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly titles: { readonly en: string }; readonly stage?: string; readonly version?: string };
}

/** What works, read from what proves it: promises, the catalogue, the guides; and what is planned. */
export function buildStatus(root: string): string {
  return [
    "<!-- Made by `npm run generate`: promises and modules are read from sources, plans from scripts/reference/planned.ts. -->",
    "# Status",
    "What works is what a test proves, with every `npm test`. Changes by version: [CHANGELOG](../CHANGELOG.md).",
    "## Works",
    "### On one machine, by `npm start`",
    listPromises(root, projects.promises.include),
    "### On a real cluster, installed by the chart",
    listPromises(root, projects["real-cluster"].include),
    "### For platform operators",
    listGuides(root),
    "## Modules",
    listModules(root),
    "## Planned",
    ...planned.map(({ area, what }) => `### ${area}\n\n${what.map((line) => `- ${line}`).join("\n")}`),
  ]
    .join("\n\n")
    .concat("\n");
}

/** A promise's file has its sentence as name. */
function listPromises(root: string, patterns: readonly string[]): string {
  return globSync([...patterns], { cwd: root })
    .sort()
    .map((file) => `- [${sentenceOf(file)}](../${file.replaceAll("\\", "/")})`)
    .join("\n");
}

function sentenceOf(file: string): string {
  return basename(file, ".test.ts").replaceAll("-", " ").replace("api ", "API ").replace("tls", "TLS");
}

function listGuides(root: string): string {
  return globSync("docs/guides/*.md", { cwd: root, exclude: ["**/*.ru.md"] })
    .sort()
    .map((file) => {
      const title = /^# (.+)$/m.exec(readFileSync(join(root, file), "utf8"))?.[1] ?? file;
      return `- [${title}](${file.slice("docs/".length)})`;
    })
    .join("\n");
}

function listModules(root: string): string {
  const rows = globSync(["modules/*/module.yaml", "modules/coming-soon.yaml"], { cwd: root })
    .sort()
    .flatMap((file) =>
      parseAllDocuments(readFileSync(join(root, file), "utf8")).map((document) => {
        const { metadata, spec } = document.toJS() as ModuleManifest;
        const stage = spec.stage === "ComingSoon" ? "announced" : `works, ${spec.version ?? ""}`;
        return `| [${metadata.name}](../${dirname(file)}) | ${spec.titles.en} | ${stage} |`;
      }),
    );
  return `| Module | Title | |\n|---|---|---|\n${rows.join("\n")}`;
}
