// Long because what is under way is one state, which beginning, appending and ending share.
import { randomUUID } from "node:crypto";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { Clock } from "../clock.ts";
import type { UploadLimits } from "./upload-limits.ts";

/** One file that arrives in parts. */
export interface Upload {
  readonly id: string;
  /** The person who sends it; to all others it does not exist. */
  readonly subject: string;
  readonly path: string;
  readonly length: number;
  /** So many bytes lie in the file. */
  readonly offset: number;
  readonly endsAt: number;
}

interface OpenUpload extends Upload {
  offset: number;
  /** The part that is arriving now; broken off by `interrupt`. */
  arriving: { readonly body: Readable; readonly done: Promise<void> } | undefined;
}

/** Uploads under way, in files of this process's own folder. They live as long as it: a client that finds none starts anew. */
export interface UploadSpool {
  /** Begins an upload; undefined when this person, or all together, have as many under way as may be. */
  readonly begin: (subject: string, length: number) => Promise<Upload | undefined>;
  readonly find: (subject: string, id: string) => Upload | "expired" | undefined;
  /** Breaks off the part that is arriving: its client has gone, or it would not ask how far it came. */
  readonly interrupt: (id: string) => Promise<void>;
  /** Appends a part, as far as it comes. `busy`: another part is arriving. */
  readonly append: (id: string, body: Readable) => Promise<"appended" | "busy">;
  readonly remove: (id: string) => Promise<void>;
  readonly forgetExpired: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Writes what arrives, counting only what the file has; a part may end early, and never goes beyond what is left. */
async function write(upload: OpenUpload, body: Readable, partBytes: number): Promise<void> {
  const end = Math.min(upload.length, upload.offset + partBytes);
  const file = await open(upload.path, "r+");
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      const bytes = chunk.subarray(0, end - upload.offset);
      await file.write(bytes, 0, bytes.length, upload.offset);
      upload.offset += bytes.length;
      if (bytes.length < chunk.length) break;
    }
  } catch {
    // The connection broke; what has arrived is counted, and the client goes on from there.
  } finally {
    await file.close();
  }
}

/** Opens a spool; its folder is made with the first upload. */
export function createUploadSpool(limits: UploadLimits, clock: Clock): UploadSpool {
  const uploads = new Map<string, OpenUpload>();
  /** Ids whose time is over, so that they are told from those that never were. */
  const expired = new Set<string>();
  let folder: Promise<string> | undefined;

  const remove = async (id: string): Promise<void> => {
    const upload = uploads.get(id);
    if (!upload) return;
    uploads.delete(id);
    upload.arriving?.body.destroy();
    await upload.arriving?.done;
    await rm(upload.path, { force: true });
  };

  const forgetExpired = async (): Promise<void> => {
    const over = [...uploads.values()].filter(({ endsAt }) => endsAt <= clock.monotonic());
    for (const { id } of over) {
      expired.add(id);
      await remove(id);
    }
    for (const id of [...expired].slice(0, -1_000)) expired.delete(id);
  };

  const hasRoom = (subject: string, length: number): boolean => {
    const all = [...uploads.values()];
    const spooled = all.reduce((sum, upload) => sum + upload.length, length);
    return (
      spooled <= limits.spoolBytes && all.filter((upload) => upload.subject === subject).length < limits.openPerSubject
    );
  };

  return {
    begin: async (subject, length) => {
      await forgetExpired();
      if (!hasRoom(subject, length)) return undefined;
      const id = randomUUID();
      const endsAt = clock.monotonic() + limits.lifeSeconds * 1000;
      const upload: OpenUpload = { id, subject, path: "", length, offset: 0, endsAt, arriving: undefined };
      // Counted before anything is awaited, so that two at once do not both find the last place.
      uploads.set(id, upload);
      const path = join(await (folder ??= mkdtemp(join(tmpdir(), "uploads-"))), id);
      await (await open(path, "wx", 0o600)).close();
      const begun = Object.assign(upload, { path });
      return begun;
    },
    find: (subject, id) => {
      const upload = uploads.get(id);
      if (!upload) return expired.has(id) ? "expired" : undefined;
      if (upload.subject !== subject) return undefined;
      return upload.endsAt <= clock.monotonic() ? "expired" : upload;
    },
    interrupt: async (id) => {
      const arriving = uploads.get(id)?.arriving;
      arriving?.body.destroy();
      await arriving?.done;
    },
    append: async (id, body) => {
      const upload = uploads.get(id);
      if (!upload || upload.arriving) return "busy";
      const done = write(upload, body, limits.partBytes).finally(() => (upload.arriving = undefined));
      upload.arriving = { body, done };
      await done;
      return "appended";
    },
    remove,
    forgetExpired,
    close: async () => {
      for (const id of uploads.keys()) await remove(id);
      if (folder) await rm(await folder, { recursive: true, force: true });
    },
  };
}
