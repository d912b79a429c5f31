import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";
import { installDebianPackage } from "@tochka-rosta/testing";

const usualPlaces = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * Where Chromium's program is: `given`, the machine's own, Debian's (installed as root), npm's headless build. Null where
 * none can be had.
 */
export async function findChromium(given: string | undefined): Promise<string | null> {
  const found = [given, ...usualPlaces].find((path) => path && existsSync(path));
  if (found) return found;
  if ((await installDebianPackage("chromium")) && existsSync("/usr/bin/chromium")) return "/usr/bin/chromium";
  return unpackNpmChromium();
}

async function unpackNpmChromium(): Promise<string | null> {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  try {
    const { default: packaged } = await import("@sparticuz/chromium");
    return await packaged.executablePath();
  } catch (error) {
    console.log(`  npm's Chromium could not be unpacked: ${String(error)}`);
    return null;
  }
}

// Without these Chromium asks for hosts on the internet at every start, many at a time.
const quietFlags = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--disable-gpu",
  "--no-first-run",
];

/** Starts a headless Chromium. Further flags such as `--host-resolver-rules=…` may be given. */
export function launchChromium(executablePath: string, flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath, headless: true, chromiumSandbox: false, args: [...quietFlags, ...flags] });
}
