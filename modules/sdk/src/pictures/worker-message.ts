import { mediaTypeOf, planVariants, type PictureSize } from "./variants.ts";

/** A stored form with its bytes. */
export interface EncodedVariant {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** A picture ready to be stored: its size as people see it, and all its forms. */
export interface ConvertedPicture extends PictureSize {
  readonly variants: readonly EncodedVariant[];
}

interface Head extends PictureSize {
  /** In the order of `planVariants`. */
  readonly lengths: readonly number[];
}

const LENGTH_BYTES = 4;

/** Packs what the child made: a length, a JSON head, all bytes one after another. */
export function encodeMessage(size: PictureSize, bytes: readonly Buffer[]): Buffer {
  const head = Buffer.from(JSON.stringify({ ...size, lengths: bytes.map(({ length }) => length) } satisfies Head));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(head.length);
  return Buffer.concat([length, head, ...bytes]);
}

/**
 * Reads it back. The child has handled a stranger's file, so nothing it says is believed: names and types follow from the size alone.
 * @throws Error for anything but a whole message
 */
export function decodeMessage(message: Buffer): ConvertedPicture {
  const bodyAt = LENGTH_BYTES + message.readUInt32BE(0);
  const { width, height, lengths } = JSON.parse(message.toString("utf8", LENGTH_BYTES, bodyAt)) as Head;
  const plans = planVariants({ width, height });
  const total = lengths.reduce((sum, length) => sum + length, bodyAt);
  if (plans.length !== lengths.length || total !== message.length) throw new Error("the child's message is not whole");
  let offset = bodyAt;
  const variants = plans.map(({ name }, index) => {
    const start = offset;
    offset += lengths[index] ?? 0;
    return { name, mediaType: mediaTypeOf(name) ?? "", bytes: message.subarray(start, offset) };
  });
  return { width, height, variants };
}
