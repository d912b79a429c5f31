import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { makeReproducible, planEnvironment } from "./reproducible.ts";

/** What Next writes again at each build, as it writes it. */
function makeBuild(): { server: string; root: string } {
  const root = mkdtempSync(join(tmpdir(), "dashboard-build-"));
  const server = join(root, "server");
  const keys = {
    previewModeId: randomBytes(16).toString("hex"),
    previewModeSigningKey: randomBytes(32).toString("hex"),
    previewModeEncryptionKey: randomBytes(32).toString("hex"),
  };
  const files: Record<string, string> = {
    "server.js": `const nextConfig = {"outputFileTracingRoot":"${root}","turbopack":{"root":"${root}"}}`,
    ".next/required-server-files.json": JSON.stringify({ appDir: `${root}/dashboard`, relativeAppDir: "dashboard" }),
    ".next/prerender-manifest.json": JSON.stringify({ version: 4, routes: {}, preview: keys }, undefined, 2),
    ".next/server/preview-props.json": JSON.stringify(keys, undefined, 2),
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(server, file)), { recursive: true });
    writeFileSync(join(server, file), text);
  }
  return { server, root };
}

function readBuild(server: string): unknown[] {
  const read = (file: string) => readFileSync(join(server, file), "utf8");
  return [
    read("server.js"),
    ...[".next/required-server-files.json", ".next/prerender-manifest.json", ".next/server/preview-props.json"].map(
      (file) => JSON.parse(read(file)) as unknown,
    ),
  ];
}

test("what Next draws at random or writes of the folder is made the same, wherever it was built", () => {
  const [one, other] = [makeBuild(), makeBuild()];
  expect(readBuild(one.server)).not.toEqual(readBuild(other.server));
  for (const build of [one, other]) makeReproducible(build.server, { root: build.root, buildId: "same" });
  expect(readBuild(one.server)).toEqual(readBuild(other.server));
  expect(readBuild(one.server)[1]).toEqual({ appDir: "/app/dashboard", relativeAppDir: "dashboard" });
});

test("keys keep their length, differ from each other and change with the sources", () => {
  const { server, root } = makeBuild();
  makeReproducible(server, { root, buildId: "one" });
  const before = readBuild(server)[3] as Record<string, string>;
  expect(Object.values(before).map(({ length }) => length)).toEqual([32, 64, 64]);
  expect(before["previewModeSigningKey"]).not.toBe(before["previewModeEncryptionKey"]);
  makeReproducible(server, { root, buildId: "two" });
  expect(readBuild(server)[3]).not.toEqual(before);
});

test("the build's id and key are those of the sources", () => {
  const root = mkdtempSync(join(tmpdir(), "dashboard-sources-"));
  mkdirSync(join(root, "dashboard"));
  writeFileSync(join(root, "package-lock.json"), "{}");
  writeFileSync(join(root, "dashboard/page.tsx"), "one");
  const first = planEnvironment(root);
  expect(planEnvironment(root)).toEqual(first);
  expect(Buffer.from(first.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY, "base64")).toHaveLength(32);
  writeFileSync(join(root, "dashboard/page.tsx"), "two");
  expect(planEnvironment(root).DASHBOARD_BUILD_ID).not.toBe(first.DASHBOARD_BUILD_ID);
});
