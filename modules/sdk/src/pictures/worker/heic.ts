import loadDecoder from "libheif-js/libheif-wasm/libheif-bundle.mjs";

/** Whole pixels of a HEIC photo, four bytes each. */
interface HeicPixels {
  readonly pixels: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/**
 * Decodes the photo of a HEIC file, and none of the others inside (thumbnail, depth). It comes turned: the format keeps that in a property of its own.
 * sharp's own library reads no HEVC.
 * @throws Error for a file that cannot be decoded whole
 */
export async function decodeHeic(bytes: Buffer): Promise<HeicPixels> {
  const { HeifDecoder } = await loadDecoder();
  const images = new HeifDecoder().decode(bytes);
  const image = images.find((candidate) => candidate.is_primary()) ?? images[0];
  if (!image) throw new Error("no picture inside");
  const [width, height] = [image.get_width(), image.get_height()];
  const target = { data: new Uint8ClampedArray(width * height * 4), width, height };
  const pixels = await new Promise<Uint8ClampedArray>((resolve, reject) => {
    image.display(target, (shown) =>
      shown ? resolve(shown.data) : reject(new Error("the picture cannot be decoded")),
    );
  });
  return { pixels, width, height };
}
