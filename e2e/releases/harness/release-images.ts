import { globSync } from "node:fs";
import { join } from "node:path";
import { locateFixture } from "./fixture.ts";
import { openRelease, runTask } from "./open-release.ts";

/** Makes every image of a release by its own command and returns their archives; what is made already is left as it is. */
export async function buildReleaseImages(release: string): Promise<readonly string[]> {
  const folder = await openRelease(locateFixture(release).sources);
  await runTask(folder, ["images"]);
  return globSync("dist/images/*.tar", { cwd: folder }).map((file) => join(folder, file));
}

/** The folder of a release's own chart. */
export async function locateReleaseChart(release: string): Promise<string> {
  return join(await openRelease(locateFixture(release).sources), "charts/tochka-rosta");
}
