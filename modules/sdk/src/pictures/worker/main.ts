// The child in which pictures are decoded: a file on descriptor 0 in, one message on descriptor 1 out. It has no environment, no other descriptor,
// and a limit of memory; whatever a hostile file does to a decoder ends here.
import { readFileSync, writeSync } from "node:fs";
import type { PictureHeader } from "../header/picture-header.ts";
import { encodeMessage } from "../worker-message.ts";
import { decodePicture } from "./decode.ts";
import { encodeVariants } from "./encode.ts";

function writeAll(bytes: Buffer): void {
  for (let sent = 0; sent < bytes.length;) sent += writeSync(1, bytes, sent);
}

const header = JSON.parse(process.argv[2] ?? "") as PictureHeader;
const picture = await decodePicture(readFileSync(0), header);
writeAll(
  encodeMessage({ width: picture.original.width, height: picture.original.height }, await encodeVariants(picture)),
);
