import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { extract } from "tar-stream";
import type { Layer } from "./oci/layer.ts";

/** An entry of a tar as a reader that is not ours sees it. */
export interface FoundEntry {
  readonly type: string;
  readonly mode: number;
  readonly owner: number;
  readonly link: string | null;
  readonly content: Buffer;
  readonly time: number;
}

/** Every entry of a tar by path. */
export async function readTar(tar: Buffer): Promise<Map<string, FoundEntry>> {
  const found = new Map<string, FoundEntry>();
  const reader = extract();
  reader.end(tar);
  for await (const entry of reader) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry as AsyncIterable<Uint8Array>) chunks.push(chunk);
    const { name, type, mode, uid, linkname, mtime } = entry.header;
    const content = Buffer.concat(chunks);
    found.set(name, { type, mode, owner: uid, link: linkname, content, time: mtime.getTime() });
  }
  return found;
}

/** Every entry of a layer by path. */
export async function readLayer({ file }: Layer): Promise<Map<string, FoundEntry>> {
  return readTar(gunzipSync(readFileSync(file)));
}
