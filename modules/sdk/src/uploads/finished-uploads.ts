import type { PictureRefusal } from "../pictures/refusal.ts";
import type { PictureShelf, StoredPicture } from "../pictures/store/pictures.ts";
import type { Upload, UploadSpool } from "./upload-spool.ts";

/** What has become of a whole upload. */
export type UploadResult = StoredPicture | PictureRefusal | "no room";

/** Turns whole uploads into pictures, once each: a client that lost the answer asks again. */
export interface FinishedUploads {
  /** Begins, or finds what was begun; `waiting` when it takes longer than a request should. */
  readonly finish: (upload: Upload) => Promise<UploadResult | "waiting">;
  /** The result of an upload whose file is gone already. */
  readonly find: (subject: string, id: string) => Promise<UploadResult> | undefined;
}

/** Proxies give up on an answer after 60 s; the slowest picture and one before it take 40. */
const ANSWER_MILLISECONDS = 20_000;
const MOST_REMEMBERED = 200;

interface Result {
  readonly subject: string;
  readonly outcome: Promise<UploadResult>;
}

function isBusy(outcome: UploadResult): boolean {
  return typeof outcome === "object" && "picture" in outcome && outcome.picture === "busy";
}

export function createFinishedUploads(pictures: PictureShelf, spool: UploadSpool): FinishedUploads {
  const results = new Map<string, Result>();

  const convert = async ({ id, path, subject }: Upload): Promise<UploadResult> => {
    try {
      const outcome = await pictures.add(path, subject);
      // Its file stays for the next try, which need not send it again.
      if (isBusy(outcome)) results.delete(id);
      else await spool.remove(id);
      return outcome;
    } catch (error) {
      results.delete(id);
      throw error;
    }
  };

  const begin = (upload: Upload): Promise<UploadResult> => {
    const outcome = convert(upload);
    results.set(upload.id, { subject: upload.subject, outcome });
    for (const id of [...results.keys()].slice(0, -MOST_REMEMBERED)) results.delete(id);
    return outcome;
  };

  return {
    finish: async (upload) => {
      const outcome = results.get(upload.id)?.outcome ?? begin(upload);
      const timer = Promise.withResolvers<"waiting">();
      const timeout = setTimeout(() => timer.resolve("waiting"), ANSWER_MILLISECONDS);
      try {
        return await Promise.race([outcome, timer.promise]);
      } finally {
        clearTimeout(timeout);
      }
    },
    find: (subject, id) => {
      const result = results.get(id);
      return result?.subject === subject ? result.outcome : undefined;
    },
  };
}
