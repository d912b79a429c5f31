import { isWithinBudget, megapixelLimitOf } from "./budget.ts";
import type { ConverterLimits } from "./converter-limits.ts";
import { withByteSource } from "./header/byte-source.ts";
import type { PictureHeader } from "./header/picture-header.ts";
import { readHeader } from "./header/read-header.ts";
import type { PictureRefusal } from "./refusal.ts";
import { runWorker, type WorkerOutcome } from "./run-worker.ts";
import type { ConvertedPicture } from "./worker-message.ts";

/** Turns files into pictures that may be stored and shown. */
export interface PictureConverter {
  /** Waits for its turn; a refusal says why there is no picture. The file stays where it is. */
  readonly convert: (path: string) => Promise<ConvertedPicture | PictureRefusal>;
  /** Pictures that are worked on or wait. */
  readonly count: () => number;
}

/** Decodes one picture; replaced in tests of the queue. */
export type RunWorker = (path: string, header: PictureHeader, limits: ConverterLimits) => Promise<WorkerOutcome>;

function tooManyPixels(header: PictureHeader): PictureRefusal {
  const { width, height, format } = header;
  const values = {
    width,
    height,
    megapixels: Math.round((width * height) / 1_000_000),
    format: format.toUpperCase(),
    limit: megapixelLimitOf(header),
    jpeg_limit: megapixelLimitOf({ format: "jpeg" }),
  };
  return { picture: "too many pixels", values };
}

/** Evaluates a file by its header alone. */
async function evaluate(path: string): Promise<PictureHeader | PictureRefusal> {
  const header = await withByteSource(path, readHeader);
  if (header === "unknown") return { picture: "not a picture" };
  if (typeof header === "string") return { picture: header };
  return isWithinBudget(header) ? header : tooManyPixels(header);
}

/** One picture at a time, since the container's memory is that of one; so many wait, and the next is refused. */
export function createPictureConverter(limits: ConverterLimits, run: RunWorker = runWorker): PictureConverter {
  let last: Promise<unknown> = Promise.resolve();
  let count = 0;

  const inTurn = (work: () => Promise<WorkerOutcome>): Promise<WorkerOutcome> => {
    count += 1;
    const turn = last.then(work).finally(() => (count -= 1));
    last = turn.catch(() => undefined);
    return turn;
  };

  return {
    convert: async (path) => {
      const header = await evaluate(path);
      if ("picture" in header) return header;
      if (count > limits.waiting) return { picture: "busy" };
      const outcome = await inTurn(() => run(path, header, limits));
      if (outcome === "killed") return { picture: "too heavy" };
      return outcome === "failed" ? { picture: "broken" } : outcome;
    },
    count: () => count,
  };
}
