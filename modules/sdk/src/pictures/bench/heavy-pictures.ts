import { join } from "node:path";
import sharp, { type Sharp } from "sharp";

/** The 48-megapixel sensors of telephones. */
const SENSOR = { width: 8064, height: 6048 };

/** A sensor's noise, which is what makes a photo heavy; repeated, since making it takes longer than decoding it. */
async function noise(
  { width, height }: { readonly width: number; readonly height: number },
  sigma = 30,
): Promise<Sharp> {
  const speckles = { type: "gaussian", mean: 128, sigma } as const;
  const tile = sharp({ create: { width: 500, height: 500, channels: 3, background: "#808080", noise: speckles } });
  const plain = sharp({ create: { width, height, channels: 3, background: "#808080" }, limitInputPixels: false });
  return plain.composite([{ input: await tile.png().toBuffer(), tile: true }]);
}

/** The heaviest photos of each format that are taken, and one beyond; from a title to what writes it. */
const heavyPictures = {
  "JPEG, 48 MP": async () => (await noise(SENSOR)).jpeg({ quality: 85 }),
  "JPEG, progressive, 48 MP": async () => (await noise(SENSOR)).jpeg({ quality: 85, progressive: true }),
  "JPEG, progressive 4:4:4, 30 MP": async () =>
    (await noise({ width: 6300, height: 4724 })).jpeg({ progressive: true, chromaSubsampling: "4:4:4" }),
  // More noise would make it larger than a file may be.
  "PNG, interlaced, 48 MP": async () => (await noise(SENSOR, 0.4)).png({ compressionLevel: 3, progressive: true }),
  "WebP, 48 MP": async () => (await noise(SENSOR)).webp({ quality: 50, effort: 0 }),
  "GIF, 25 MP": async () => (await noise({ width: 5750, height: 4312 })).gif({ effort: 1, colours: 16 }),
  "AVIF, 8 MP": async () => (await noise({ width: 3264, height: 2448 })).avif({ quality: 50, effort: 0 }),
  "AVIF, 16 MP": async () => (await noise({ width: 4618, height: 3464 })).avif({ quality: 50, effort: 0 }),
} as const satisfies Record<string, () => Promise<Sharp>>;

/** Writes one heavy photo of each format. @returns files by title */
export async function writeHeavyPictures(folder: string): Promise<Map<string, string>> {
  sharp.concurrency(1);
  sharp.cache(false);
  const files = new Map<string, string>();
  for (const [title, make] of Object.entries(heavyPictures)) {
    const file = join(folder, String(files.size));
    await (await make()).toFile(file);
    files.set(title, file);
  }
  files.set("HEIC, 12 MP", join(import.meta.dirname, "../samples/photo-12-megapixels.heic"));
  return files;
}
