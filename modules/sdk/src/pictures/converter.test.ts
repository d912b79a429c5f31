import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, describe, expect, test } from "vitest";
import { createPictureConverter } from "./converter.ts";
import { defaultConverterLimits } from "./converter-limits.ts";
import { colourAt, hollowPng, phonePhoto, scene } from "./testing/sample-pictures.ts";
import type { ConvertedPicture } from "./worker-message.ts";

const folder = mkdtempSync(join(tmpdir(), "pictures-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

function fileOf(bytes: Buffer | string): string {
  const path = join(folder, String((files += 1)));
  writeFileSync(path, bytes);
  return path;
}

const converter = createPictureConverter(defaultConverterLimits);
const convert = (bytes: Buffer | string) => converter.convert(fileOf(bytes));

async function convertWhole(bytes: Buffer): Promise<ConvertedPicture> {
  const converted = await convert(bytes);
  if ("picture" in converted) throw new Error(`refused: ${converted.picture}`);
  return converted;
}

const sample = (name: string) => readFileSync(join(import.meta.dirname, "samples", name));
const named = ({ variants }: ConvertedPicture, name: string) =>
  variants.find((variant) => variant.name === name)?.bytes ?? Buffer.alloc(0);

describe("a phone's photo", () => {
  test("stands upright, and nothing of it is left but its pixels", async () => {
    const photo = await phonePhoto();
    expect((await sharp(photo).metadata()).exif?.includes("Phone 12")).toBe(true);
    const converted = await convertWhole(photo);
    expect([converted.width, converted.height]).toEqual([300, 400]);
    expect(converted.variants.map(({ name }) => name)).toEqual(["320.webp", "320.jpeg", "400.webp", "400.jpeg"]);
    for (const { bytes } of converted.variants) {
      const { exif, icc, xmp, iptc, orientation } = await sharp(bytes).metadata();
      expect([exif, icc, xmp, iptc, orientation]).toEqual([undefined, undefined, undefined, undefined, undefined]);
    }
    // Turned by a quarter, what was at the left above is at the right above; sRGB's own red is below P3's.
    const [red = 0, green = 255] = await colourAt(named(converted, "400.jpeg"), 0.75, 0.25);
    expect([red > 240, green < 30]).toEqual([true, true]);
  });

  test("of Apple's format is taken, and so is one of twelve megapixels", async () => {
    const small = await convertWhole(sample("photo.heic"));
    expect([small.width, small.height]).toEqual([480, 640]);
    const large = await convertWhole(sample("photo-12-megapixels.heic"));
    expect([large.width, large.height]).toEqual([4032, 3024]);
    expect((await sharp(named(large, "1600.webp")).metadata()).width).toBe(1600);
  });
});

test.each(["png", "webp", "avif", "gif", "jpeg"] as const)("%s is taken", async (format) => {
  const converted = await convertWhole(await scene(100, 60).toFormat(format).toBuffer());
  expect(converted.variants.map(({ name, mediaType }) => [name, mediaType])).toEqual([
    ["100.webp", "image/webp"],
    ["100.jpeg", "image/jpeg"],
  ]);
  const [red = 0, , blue = 255] = await colourAt(named(converted, "100.webp"), 0.25, 0.25);
  expect([red > 230, blue < 40]).toEqual([true, true]);
});

test("a moving picture keeps its first frame, and what is transparent stays so in WebP and is white in JPEG", async () => {
  const frames = [await scene(40, 40).png().toBuffer(), await sharp(hollowBlue).png().toBuffer()];
  const moving = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
  expect((await sharp(moving).metadata()).pages).toBe(2);
  const [first = 0] = await colourAt(named(await convertWhole(moving), "40.jpeg"), 0.25, 0.25);
  expect(first).toBeGreaterThan(230);

  const clear = { create: { width: 20, height: 20, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } } as const;
  const converted = await convertWhole(await sharp(clear).png().toBuffer());
  expect((await sharp(named(converted, "20.webp")).metadata()).hasAlpha).toBe(true);
  expect(await colourAt(named(converted, "20.jpeg"), 0.5, 0.5)).toEqual([255, 255, 255]);
});

const hollowBlue = { create: { width: 40, height: 40, channels: 3, background: "#0000ff" } } as const;

test("a picture that is a page too is stored as a picture only", async () => {
  const both = Buffer.concat([await scene(40, 40).jpeg().toBuffer(), Buffer.from("<script>alert(1)</script>")]);
  for (const { bytes } of (await convertWhole(both)).variants) expect(bytes.includes("script")).toBe(false);
});

describe("is refused, in a word that tells what to do:", () => {
  const heavy = { width: 20_000, height: 20_000, megapixels: 400, format: "PNG", limit: 50, jpeg_limit: 50 };
  const svg = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`;
  const cases: readonly (readonly [string, () => Promise<Buffer> | Buffer | string, object])[] = [
    ["a PNG of 20000 by 20000", () => hollowPng(20_000, 20_000), { picture: "too many pixels", values: heavy }],
    ["an SVG with a script", () => svg, { picture: "svg" }],
    ["a document", () => "%PDF-1.7 …", { picture: "not a picture" }],
    ["an empty file", () => "", { picture: "not a picture" }],
    ["bytes after a JPEG's first three", () => Buffer.from("\xff\xd8\xff<html>", "latin1"), { picture: "broken" }],
    ["half a JPEG", async () => (await phonePhoto()).subarray(0, 2_000), { picture: "broken" }],
    ["a PNG without its pixels", () => hollowPng(2_000, 2_000), { picture: "broken" }],
    ["a HEIC whose photo is cut off", () => sample("photo.heic").subarray(0, 20_000), { picture: "broken" }],
  ];
  test.each(cases)("%s", async (_, bytes, expected) => {
    expect(await convert(await bytes())).toEqual(expected);
  });

  test("more than may wait, while one at a time is worked on", async () => {
    const png = hollowPng(10, 10);
    let running = 0;
    let most = 0;
    const ends: (() => void)[] = [];
    const slow = createPictureConverter({ ...defaultConverterLimits, waiting: 2 }, async () => {
      most = Math.max(most, (running += 1));
      await new Promise<void>((resolve) => ends.push(resolve));
      running -= 1;
      return "failed";
    });
    const converting = [1, 2, 3].map(() => slow.convert(fileOf(png)));
    await expect.poll(() => slow.count()).toBe(3);
    expect(await slow.convert(fileOf(png))).toEqual({ picture: "busy" });
    for (let index = 0; index < 3; index += 1) {
      await expect.poll(() => ends.length).toBe(index + 1);
      ends[index]?.();
    }
    expect(await Promise.all(converting)).toEqual([1, 2, 3].map(() => ({ picture: "broken" })));
    expect([most, slow.count()]).toEqual([1, 0]);
  });
});
