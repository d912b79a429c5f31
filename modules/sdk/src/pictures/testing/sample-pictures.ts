import { crc32, deflateSync } from "node:zlib";
import sharp, { type Sharp } from "sharp";

/** A scene whose corners tell how it is turned: red at the left above, green at the right above, blue below. */
export function scene(width: number, height: number): Sharp {
  const block = (left: number, top: number, background: string) => ({
    input: { create: { width: width / 2, height: height / 2, channels: 3, background } },
    left,
    top,
  }) as const; // prettier-ignore
  return sharp({ create: { width, height, channels: 3, background: "#0000ff" } }).composite([
    block(0, 0, "#ff0000"),
    block(width / 2, 0, "#00ff00"),
  ]);
}

/** A photo as a telephone makes it: lying on its side, with the place where it was taken and a Display P3 profile. */
export function phonePhoto(width = 400, height = 300): Promise<Buffer> {
  return scene(width, height)
    .withMetadata({ orientation: 6 })
    .withIccProfile("p3")
    .withExifMerge({
      IFD0: { Model: "Phone 12" },
      IFD3: { GPSLatitude: "55/1 45/1 0/1", GPSLatitudeRef: "N" },
    })
    .jpeg()
    .toBuffer();
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A PNG of any size that holds nothing but its header and a little of its pixels. */
export function hollowPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.alloc(1_000));
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("IDAT", pixels),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The colour of one point of an encoded picture; x and y from 0 to 1. */
export async function colourAt(bytes: Buffer, x: number, y: number): Promise<readonly number[]> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels;
  return [...data.subarray(at, at + 3)];
}

/** A photo as heavy as its sensor's noise makes it: some four bytes a pixel. */
export function noisyPhoto(width: number, height: number): Promise<Buffer> {
  const noise = { type: "gaussian", mean: 128, sigma: 60 } as const;
  return sharp({ create: { width, height, channels: 3, background: "#808080", noise } })
    .jpeg({ quality: 100, chromaSubsampling: "4:4:4" })
    .toBuffer();
}
