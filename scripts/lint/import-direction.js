import { dirname, relative, resolve, sep } from "node:path";

const own = "@tochka-rosta/";
const dependencyFree = ["texts", "phones", "money", "colours"];

/** Which of our packages each folder may import, by the last part of their folders. Tests see allowedInTests. */
const allowed = {
  crds: [],
  "packages/colours": [],
  "packages/texts": [],
  "packages/phones": [],
  "packages/money": [],
  "packages/service": [],
  "packages/postgres": ["service"],
  "packages/controller-runtime": ["service"],
  "packages/testing": ["postgres"],
  "packages/build": ["testing"],
  images: ["build", "testing", "service"],
  operator: ["crds", "controller-runtime", "postgres", "service"],
  core: ["crds", "controller-runtime", "postgres", "service", ...dependencyFree],
  doorman: ["crds", "controller-runtime", "service", "colours"],
  egress: ["crds", "controller-runtime", "service", "texts"],
  // Of service only what has no dependencies either.
  dashboard: [
    "crds",
    "service/settings",
    "service/own-path",
    "service/transport-security",
    "service/list-pages",
    ...dependencyFree,
  ],
  "modules/sdk": ["postgres", "service", ...dependencyFree],
  "modules/*": ["sdk"],
  "local/api-server": ["testing"],
  "local/node": ["controller-runtime", "testing"],
  "local/platform": ["api-server", "node", "core", "crds", "controller-runtime", "postgres", "service", "testing"],
  scripts: [
    "build",
    "images",
    "testing",
    "platform",
    "core",
    "controller-runtime",
    "service",
    "operator/settings",
    "doorman/settings",
    "egress/settings",
    "dashboard/settings",
    "sdk/settings",
  ],
  e2e: [
    "build",
    "images",
    "testing",
    "api-server",
    "node",
    "platform",
    "core",
    "crds",
    "controller-runtime",
    "postgres",
    "service",
    ...dependencyFree,
  ],
};
const foldersOfPackages = ["packages", "modules", "local"];
const allowedInTests = ["api-server", "testing", "crds", "controller-runtime"];
const testFile = /(\.test\.tsx?|\/testing\/.*)$/;
/** Programs that build or generate, `<folder>/scripts/…`: all programs are bundled alike. */
const buildScript = /\/scripts\//;

/** ESLint rule: imports point one way, and a relative import never leaves its package. */
export const importDirection = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      direction: "{{folder}} may not import {{target}}: imports point one way ({{allowed}}).",
      leaves: "This relative import leaves {{folder}}: import the package by its name.",
    },
  },
  create(context) {
    const path = relative(context.cwd, context.filename).split(sep).join("/");
    const folder = folderOf(path);
    const names = folder && (allowed[folder] ?? allowed["modules/*"]);
    if (!names) return {};
    const mayImport = [
      ...names,
      ...(testFile.test(path) && !folder.startsWith("modules/") ? allowedInTests : []),
      ...(buildScript.test(path) ? ["build"] : []),
    ];

    const check = (node) => {
      const specifier = node.source?.value;
      if (typeof specifier !== "string") return;
      if (specifier.startsWith(".")) {
        const target = folderOf(
          relative(context.cwd, resolve(dirname(context.filename), specifier))
            .split(sep)
            .join("/"),
        );
        if (target !== folder) context.report({ node, messageId: "leaves", data: { folder } });
      } else if (specifier.startsWith(own)) {
        const [target, entry] = specifier.slice(own.length).split("/");
        const itself = target === folder.split("/").at(-1);
        const data = { folder, target, allowed: names.join(", ") || "it imports nothing of ours" };
        if (!itself && !mayImport.includes(target) && !mayImport.includes(`${target}/${entry}`))
          context.report({ node, messageId: "direction", data });
      }
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};

function folderOf(path) {
  const [first, second] = path.split("/");
  const folder = foldersOfPackages.includes(first) ? `${first}/${second}` : first;
  return folder in allowed || first === "modules" ? folder : undefined;
}
