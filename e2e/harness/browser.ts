import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect, inject, onTestFailed } from "vitest";
import { launchChromium } from "./chromium.ts";

/** Whether this machine has a Chromium; promises that need one are skipped otherwise. */
export const hasChromium = inject("chromium") !== null;

/** Starts the Chromium that the setup found. Give further flags such as host rules where needed. */
export function openBrowser(flags: readonly string[] = []): Promise<Browser> {
  return launchChromium(inject("chromium") ?? "", flags);
}

const sizes = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } } as const;

/** A person's own browser profile: Russian, with nobody else's cookies. */
export function openProfile(browser: Browser, size: keyof typeof sizes = "desktop"): Promise<BrowserContext> {
  return browser.newContext({ locale: "ru-RU", viewport: sizes[size] });
}

const screenshotFolder = join(import.meta.dirname, "../../test-results/screenshots");

/** Keeps a picture of the whole page in test-results/screenshots. */
export async function takeScreenshot(page: Page, name: string): Promise<void> {
  await mkdir(screenshotFolder, { recursive: true });
  await page.screenshot({ path: join(screenshotFolder, `${name}.png`), fullPage: true });
}

/** When the running test fails, keeps a picture of what this page showed. */
export function keepPictureOnFailure(page: Page, name: string): void {
  onTestFailed(() => takeScreenshot(page, `failed-${name}`).catch(() => undefined));
}

/** Nothing lies beyond the right edge, so that no finger moves the page sideways. @param name of the page, for the failure's message */
export async function expectToFit(page: Page, name: string): Promise<void> {
  const { content, screen, wider } = await page.evaluate<{ content: number; screen: number; wider: string[] }>(`(() => {
    const { scrollWidth: content, clientWidth: screen } = document.documentElement;
    const isScrolled = (element) => element.closest(".tabs") !== null;
    const wider = content <= screen
      ? []
      : [...document.querySelectorAll("body *")]
          .filter((element) => element.getBoundingClientRect().right > screen + 1 && !isScrolled(element))
          .map((element) => element.tagName + "." + element.className);
    return { content, screen, wider };
  })()`);
  expect(wider, name).toEqual([]);
  expect(content, name).toBeLessThanOrEqual(screen);
}
