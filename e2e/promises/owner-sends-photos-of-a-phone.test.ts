import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectToFit, hasChromium, keepPictureOnFailure, openBrowser, takeScreenshot } from "../harness/browser.ts";
import { enterAdminByForm } from "../harness/handover-page.ts";
import { fetchSite } from "../harness/http.ts";
import { openShop } from "../harness/owner.ts";
import { sharedPlatform } from "../harness/shared-platform.ts";
import { makePhoto } from "../releases/make/photo.ts";

const samples = join(import.meta.dirname, "../../modules/sdk/src/pictures/samples");
const facts = { device: ["Apple", "iPhone 12"], takenAt: "2026:11:30 10:15:00", place: [55.75, 37.62] } as const;

/** As heavy as a phone's, so that it takes three parts; what follows a JPEG's end is no part of it. */
const heavyPhoto = {
  name: "IMG_0001 (очень длинное название, которое телефон придумал сам, копия 2).jpeg",
  mimeType: "image/jpeg",
  buffer: Buffer.concat([makePhoto(facts), Buffer.alloc(5 * 1024 * 1024)]),
};
const document = { name: "прайс.jpeg", mimeType: "image/jpeg", buffer: Buffer.from("%PDF-1.7") };

/** Breaks the second part of an upload, once. */
async function breakOnce(page: Page): Promise<() => number> {
  let parts = 0;
  let breaks = 0;
  await page.route("**/api/uploads/*", (route) => {
    if (route.request().method() !== "PATCH" || ++parts !== 2) return route.continue();
    breaks += 1;
    return route.abort("connectionreset");
  });
  return () => breaks;
}

describe.skipIf(!hasChromium)("an owner sends photos as a phone makes them (needs Chromium)", () => {
  const platform = sharedPlatform();
  let browser: Browser;
  let shop: Awaited<ReturnType<typeof openShop>>;
  const openAdmin = async (javaScriptEnabled: boolean): Promise<Page> => {
    const viewport = { width: 390, height: 844 };
    const admin = await (await browser.newContext({ locale: "ru-RU", viewport, javaScriptEnabled })).newPage();
    keepPictureOnFailure(admin, "photos");
    await enterAdminByForm(admin, shop.api, shop.instance);
    await admin.goto(`${shop.instance.url}admin/products/new`);
    return admin;
  };
  beforeAll(async () => {
    shop = await openShop(platform);
    browser = await openBrowser(platform.chromiumFlags);
  });
  afterAll(() => browser.close());

  test("several at once, on after a broken connection, kept through a mistake, and shown in sizes without a place", async () => {
    const admin = await openAdmin(true);
    const breaks = await breakOnce(admin);
    const heic = { name: "IMG_0002.HEIC", mimeType: "image/heic", buffer: await readFile(join(samples, "photo.heic")) };
    await admin.getByLabel("Фото", { exact: true }).setInputFiles([heavyPhoto, heic, document]);
    await admin.getByText("Загружено. Сохраните форму").nth(1).waitFor({ timeout: 60_000 });
    await admin.getByText("Это не фото: подойдут JPEG").waitFor({ timeout: 60_000 });
    expect(breaks()).toBe(1);
    await expectToFit(admin, "new product with photos");
    await takeScreenshot(admin, "photos-sent");

    await admin.getByLabel("Цена, ₽").fill("100");
    await admin.getByRole("button", { name: "Сохранить" }).click();
    await admin.locator("[aria-invalid=true]").first().waitFor();
    await admin.getByLabel("Название").fill("Ваза");
    await admin.getByLabel("Что на фото").first().fill("Ваза на окне");
    await admin.getByRole("button", { name: "Сохранить" }).click();
    await admin.getByRole("status").getByText("Сохранено").waitFor();

    const buyer = await (await browser.newContext({ locale: "ru-RU" })).newPage();
    await buyer.goto(shop.instance.url);
    await buyer.getByRole("link", { name: "Ваза" }).first().click();
    const first = buyer.getByAltText("Ваза на окне");
    await first.waitFor();
    expect(await buyer.locator("main picture").count()).toBe(2);
    const shown = await first.evaluate((image) => (image as unknown as { readonly currentSrc: string }).currentSrc);
    expect(shown).toMatch(/\/pictures\/[0-9a-f-]{36}\/48\.webp$/);
    const bytes = Buffer.from(await (await fetchSite(shown)).arrayBuffer());
    expect(/Exif|Apple|GPS/.exec(bytes.toString("latin1"))).toBeNull();
  });

  test("without scripts the form takes a small one, and says what is too large for it", async () => {
    const admin = await openAdmin(false);
    // Chromium's switch for tests stops scripts and shows no <noscript>.
    expect(await admin.content()).toContain("JavaScript выключен: за один раз форма возьмёт до 2,5 МБ");
    await admin.getByLabel("Название").fill("Чашка");
    await admin.getByLabel("Цена, ₽").fill("дорого");
    const small = { ...heavyPhoto, buffer: makePhoto(facts) };
    await admin.getByLabel("Фото", { exact: true }).setInputFiles(small);
    await admin.getByRole("button", { name: "Сохранить" }).click();
    await admin.getByLabel("Цена, ₽").fill("100");
    await admin.getByRole("button", { name: "Сохранить" }).click();
    await admin.getByRole("status").getByText("Сохранено").waitFor();
    expect(await admin.locator("main picture").count()).toBe(1);
  });
});
