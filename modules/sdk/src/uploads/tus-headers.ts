// The wire format, in one file: tus 1.0 core and creation (https://tus.io/protocols/resumable-upload), so that another can take its place.
import type { IncomingHttpHeaders } from "node:http";

const VERSION = "1.0.0";

/** What a PATCH carries. */
export const PART_MEDIA_TYPE = "application/offset+octet-stream";

/** On every answer; parts and what an upload has become must come from here and never from a cache. */
export const tusHeaders = { "tus-resumable": VERSION, "cache-control": "no-store" } as const;

/** Whether a client speaks this version. */
export function speaksTus(headers: IncomingHttpHeaders): boolean {
  return headers["tus-resumable"] === VERSION;
}

function readCount(value: string | string[] | undefined): number | undefined {
  return typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** The length of the whole file; a client that does not know it yet is not served. */
export function readUploadLength(headers: IncomingHttpHeaders): number | undefined {
  return readCount(headers["upload-length"]);
}

/** Where the part of this request begins. */
export function readUploadOffset(headers: IncomingHttpHeaders): number | undefined {
  return readCount(headers["upload-offset"]);
}

/** How much has arrived. */
export function progressHeaders({ offset, length }: { readonly offset: number; readonly length: number }) {
  return { ...tusHeaders, "upload-offset": String(offset), "upload-length": String(length) };
}
