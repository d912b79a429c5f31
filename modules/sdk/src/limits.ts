import { type ConverterLimits, defaultConverterLimits } from "./pictures/converter-limits.ts";
import { defaultUploadLimits, type UploadLimits } from "./uploads/upload-limits.ts";

/**
 * What a request costs the process, which decides how many of its kind run at once: `expensive` reads many rows or writes a long answer,
 * `stored` sends stored bytes, `owner` is behind the owner's session.
 */
export type RequestCost = "expensive" | "ordinary" | "stored" | "owner";

/** So many at a time, so many more that wait for their turn. */
export interface ConcurrencyLimit {
  readonly running: number;
  readonly waiting: number;
}

/** All that visitors may take of one process, in one place. Sizes suit a pod of 128 MiB with a heap of 64. */
export interface SiteLimits {
  /** Requests that are worked on at once, by what they cost. Sending their answers is not counted here. */
  readonly concurrency: Readonly<Record<RequestCost, ConcurrencyLimit>>;
  /** A request whose turn does not come in this time is answered 503. */
  readonly waitMilliseconds: number;
  /** Requests from their head to the last byte of their answer, in all and from one address. */
  readonly inFlight: number;
  readonly inFlightPerAddress: number;
  /** Connections of the process; one more is closed at once. Above `inFlight`, since ingress controllers keep idle ones. */
  readonly connections: number;
  /** A connection on which nothing moves for so long is cut. */
  readonly stallMilliseconds: number;
  /** A request's head has to arrive within this. */
  readonly headersMilliseconds: number;
  /** An answer that leaves more slowly than this is cut after `graceMilliseconds`; the slowest mobile network is faster. */
  readonly slowestBytesPerSecond: number;
  /** For so long nobody is called slow. */
  readonly graceMilliseconds: number;
  /** The largest page or JSON; more is an error of the module. */
  readonly answerBytes: number;
  /** Pages and JSON being sent, together. */
  readonly sendingBytes: number;
  /** Pictures and other stored bytes being read and sent, together; each is held once, however many ask for it. */
  readonly storedBytes: number;
  /** Of which so many stay for the next who asks. */
  readonly keptBytes: number;
  /** A database connection that nobody used for so long is closed: an idle site holds none. */
  readonly databaseIdleMilliseconds: number;
  /** Files that one address may send in a minute. */
  readonly uploadsPerMinute: number;
  readonly pictures: ConverterLimits;
  readonly uploads: UploadLimits;
  /** Forms that came back with something to correct. */
  readonly drafts: DraftLimits;
}

/** How long forms that came back are kept, and how many. Beyond a number the oldest are forgotten. */
export interface DraftLimits {
  /** A larger one is not kept; the page that refuses it carries it instead. */
  readonly visitorBytes: number;
  readonly ownerBytes: number;
  readonly visitorSeconds: number;
  readonly ownerSeconds: number;
  /** Of one browser of a visitor, or of one person of the owner's side. */
  readonly perHolder: number;
  readonly perNetwork: number;
  readonly perNetworkPerMinute: number;
  /** Of all visitors together. */
  readonly ofVisitors: number;
}

const MEBIBYTE = 1024 * 1024;

export const defaultLimits: SiteLimits = {
  concurrency: {
    expensive: { running: 2, waiting: 200 },
    ordinary: { running: 16, waiting: 400 },
    stored: { running: 2, waiting: 400 },
    owner: { running: 4, waiting: 32 },
  },
  waitMilliseconds: 5_000,
  inFlight: 400,
  inFlightPerAddress: 150,
  connections: 800,
  stallMilliseconds: 30_000,
  headersMilliseconds: 15_000,
  slowestBytesPerSecond: 8 * 1024,
  graceMilliseconds: 10_000,
  answerBytes: MEBIBYTE,
  sendingBytes: 16 * MEBIBYTE,
  storedBytes: 10 * MEBIBYTE,
  keptBytes: 4 * MEBIBYTE,
  databaseIdleMilliseconds: 10_000,
  uploadsPerMinute: 30,
  pictures: defaultConverterLimits,
  uploads: defaultUploadLimits,
  drafts: {
    visitorBytes: 32 * 1024,
    ownerBytes: 512 * 1024,
    visitorSeconds: 2 * 60 * 60,
    ownerSeconds: 7 * 24 * 60 * 60,
    perHolder: 20,
    perNetwork: 200,
    perNetworkPerMinute: 60,
    ofVisitors: 1_000,
  },
};
