import type { TestProject } from "vitest/node";
import { findChromium } from "../harness/chromium.ts";
import { findKubectl, recordRanOn } from "@tochka-rosta/testing";
import { makeDataDirectory, startPlatformProcess } from "../harness/platform.ts";
import type { PlatformAddresses } from "../harness/platform.ts";
import { readProgramVersion } from "./versions.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The platform that promises share. */
    platform: PlatformAddresses;
    /** Chromium's program, or null where none can be had: the browser's promises are skipped then. */
    chromium: string | null;
    /** kubectl 1.36, or null where it cannot be had: its promise is skipped then. */
    kubectl: string | null;
  }
}

/** Vitest's global setup of the promises: one whole platform and a Chromium. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const chromium = await findChromium(process.env["CHROMIUM_PATH"]);
  project.provide("chromium", chromium);
  if (!chromium) console.log("  no Chromium (install it, or set CHROMIUM_PATH): the browser's promises are skipped");

  const kubectl = await findKubectl(process.env["KUBECTL"]);
  project.provide("kubectl", kubectl);
  recordRanOn(
    "promises",
    "local platform",
    chromium ? await readProgramVersion(chromium, "--version") : "no Chromium (its promises are skipped)",
    kubectl ? "kubectl 1.36" : "no kubectl (its promises are skipped)",
  );

  const data = await makeDataDirectory();
  const platform = await startPlatformProcess(data.path);
  project.provide("platform", platform.addresses);
  return async () => {
    await platform.stop();
    await data.remove();
  };
}
