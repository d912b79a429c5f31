import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { repositoryRoot } from "@tochka-rosta/build";
import { listProgramImages, readRootVersion } from "@tochka-rosta/images";
import { locateFixture, releases } from "../../e2e/releases/harness/fixture.ts";
import { chartFolder } from "./render.ts";

// Images are pulled by tag: programs that changed under an old one would never reach a cluster that has it.
const chart = parse(readFileSync(join(chartFolder, "Chart.yaml"), "utf8")) as Chart;
interface Chart {
  readonly version: string;
  readonly appVersion: string;
}

test("the chart asks for the programs that are built beside it", () => {
  expect(chart.appVersion).toBe(readRootVersion(repositoryRoot));
  const versions = listProgramImages(repositoryRoot).map(({ name, version }) => [name, version]);
  for (const component of ["core", "operator", "doorman", "egress", "dashboard"]) {
    expect(versions).toContainEqual([component, chart.appVersion]);
  }
});

test("every module of the catalogue has the version that is built", () => {
  const catalogue = parseAllDocuments(readFileSync(join(chartFolder, "files/catalogue.yaml"), "utf8"));
  const wanted = catalogue
    .map((document) => (document.toJS() as Module).spec)
    .filter(({ image }) => image !== undefined);
  expect(wanted.length).toBeGreaterThan(0);
  const built = listProgramImages(repositoryRoot).map(({ name, version }) => `tochka-rosta/${name}:${version}`);
  for (const { image, version } of wanted) expect(built).toContain(`${image}:${version}`);
});

test.each(releases)("the chart has another version than %s, and asks for other programs", (release) => {
  const words = ["-xzOf", locateFixture(release).sources, "charts/tochka-rosta/Chart.yaml"];
  const released = parse(execFileSync("tar", words, { encoding: "utf8" })) as Chart;
  expect(released.version).toBe(release);
  expect(chart.version).not.toBe(released.version);
  expect(chart.appVersion).not.toBe(released.appVersion);
});

interface Module {
  readonly spec: { readonly image?: string; readonly version?: string };
}
