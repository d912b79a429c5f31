import type { ByteSource } from "./byte-source.ts";
import { readGifHeader } from "./gif.ts";
import { readHeifHeader } from "./heif.ts";
import { readJpegHeader } from "./jpeg.ts";
import type { OtherFile, PictureFormat, PictureHeader } from "./picture-header.ts";
import { readPngHeader } from "./png.ts";
import { readWebpHeader } from "./webp.ts";

const PNG_SIGNATURE = "\x89PNG\r\n\x1a\n";

/** Brands by which files of the HEIF family call themselves; the last two may hold either codec, so all brands are asked. */
const AVIF_BRANDS = ["avif", "avis"];
const HEIC_BRANDS = ["heic", "heix", "heim", "heis", "hevc", "hevx"];

function heifFormat(start: string): "avif" | "heic" | undefined {
  if (start.slice(4, 8) !== "ftyp") return undefined;
  const brands = start.slice(8).match(/.{4}/gs) ?? [];
  if (brands.some((brand) => AVIF_BRANDS.includes(brand))) return "avif";
  return brands.some((brand) => HEIC_BRANDS.includes(brand)) ? "heic" : undefined;
}

/** Tells a format by the first bytes, never by a file's name or by what the browser claims. */
function formatOf(bytes: Buffer): PictureFormat | undefined {
  const start = bytes.toString("latin1", 0, 64);
  if (start.startsWith("\xff\xd8\xff")) return "jpeg";
  if (start.startsWith(PNG_SIGNATURE)) return "png";
  if (start.startsWith("RIFF") && start.slice(8, 12) === "WEBP") return "webp";
  if (start.startsWith("GIF87a") || start.startsWith("GIF89a")) return "gif";
  return heifFormat(start);
}

function readByFormat(source: ByteSource, format: PictureFormat): Promise<PictureHeader | undefined> {
  switch (format) {
    case "jpeg":
      return readJpegHeader(source);
    case "png":
      return readPngHeader(source);
    case "webp":
      return readWebpHeader(source);
    case "gif":
      return readGifHeader(source);
    case "avif":
    case "heic":
      return readHeifHeader(source, format);
  }
}

/**
 * What a file is, from its header alone.
 * @returns `broken` where the first bytes name a format whose header is cut or says a size of nothing
 */
export async function readHeader(source: ByteSource): Promise<PictureHeader | OtherFile | "broken"> {
  const start = await source.read(0, 1024);
  const format = formatOf(start);
  if (format === undefined) return /<svg[\s>]/i.test(start.toString("latin1")) ? "svg" : "unknown";
  const header = await readByFormat(source, format).catch(() => undefined);
  return header && header.width > 0 && header.height > 0 ? header : "broken";
}
