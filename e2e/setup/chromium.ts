import type { TestProject } from "vitest/node";
import { findChromium } from "../harness/chromium.ts";
import { recordRanOn } from "@tochka-rosta/testing";
import { readProgramVersion } from "./versions.ts";

/** Vitest's global setup of tests that start their own platforms: a Chromium, where one can be had. */
export default async function setup(project: TestProject): Promise<void> {
  const chromium = await findChromium(process.env["CHROMIUM_PATH"]);
  project.provide("chromium", chromium);
  const browser = chromium ? await readProgramVersion(chromium, "--version") : "no Chromium (its tests are skipped)";
  recordRanOn(project.name, "local platform", browser);
}
