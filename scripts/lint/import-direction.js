import { dirname, relative, resolve, sep } from "node:path";

const own = "@tochka-rosta/";

/** Which of our packages each part may import, by folder (docs: the drawing of the house in docs/). Tests see allowedInTests. */
const allowed = {
  crds: [],
  "controller-runtime": [],
  operator: ["crds", "controller-runtime"],
  core: ["crds", "controller-runtime"],
  doorman: ["crds", "controller-runtime"],
  dashboard: [],
  "modules/sdk": [],
  "modules/*": ["module-sdk"],
  local: ["crds", "controller-runtime", "core"],
};
const allowedInTests = ["local", "crds", "controller-runtime"];
const testFile = /(\.test\.tsx?|\/testing\/.*)$/;

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
    const mayImport = [...names, ...(testFile.test(path) && !folder.startsWith("modules/") ? allowedInTests : [])];

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
        const target = specifier.slice(own.length).split("/")[0];
        const itself = target === folder.split("/").at(-1) || `module-${folder.split("/").at(-1)}` === target;
        const data = { folder, target, allowed: names.join(", ") || "it imports nothing of ours" };
        if (!itself && !mayImport.includes(target)) context.report({ node, messageId: "direction", data });
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
  const folder = first === "modules" ? `modules/${second}` : first;
  return folder in allowed || first === "modules" ? folder : undefined;
}
