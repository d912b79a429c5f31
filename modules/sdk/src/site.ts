import { createHash } from "node:crypto";
import type { Clock } from "./clock.ts";
import { type AnswersInFlight, createAnswersInFlight } from "./crowd/answers.ts";
import { type ConcurrencyLimiter, createConcurrencyLimiter } from "./crowd/concurrency.ts";
import { createStoredBytesPool, type StoredBytesPool } from "./crowd/stored-bytes.ts";
import type { Database } from "./database/database.ts";
import type { ModuleDefinition } from "./define-module.ts";
import type { LiveIdentity } from "./instance/live-identity.ts";
import type { InstanceKeys } from "./keys/instance-keys.ts";
import { type Drafts, openDrafts } from "./drafts/draft-store.ts";
import { type EndedSessions, openEndedSessions } from "./owner/ended-sessions.ts";
import { type KeySet, openKeySet } from "./owner/key-set.ts";
import type { LetterOutbox } from "./letters/letters.ts";
import { baseStyle } from "./page/style.ts";
import { createMetrics, type ModuleMetrics } from "./http/metrics.ts";
import { createRateLimiter, type RateLimiter } from "./http/rate-limit.ts";
import { createUpkeep, type RunUpkeep } from "./http/upkeep.ts";
import { openStorage, type Storage } from "./database/storage.ts";
import { createPictureConverter } from "./pictures/converter.ts";
import { createPictureRenewal, type PictureRenewal } from "./pictures/store/earlier-pictures.ts";
import { openPictures, type PictureShelf } from "./pictures/store/pictures.ts";
import { createUploadSpool, type UploadSpool } from "./uploads/upload-spool.ts";
import { uploadScript } from "./uploads/upload-script.ts";
import type { RequestCost, SiteLimits } from "./limits.ts";
import type { ModuleHttp } from "./outside/open-http.ts";
import { openSiteZone, type SiteZone } from "./time/site-zone.ts";

/** A file of the program; its address changes with its content. */
export interface Asset {
  readonly path: string;
  readonly text: string;
}

function assetOf(text: string, extension: "css" | "js"): Asset {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return { path: `/assets/${hash}.${extension}`, text };
}

/** Addresses of the scripts of a page; nothing else may run on it. */
export function scriptsFor(site: Pick<Site, "script" | "uploadScript">, isAdmin: boolean): string[] {
  return [site.script, isAdmin ? site.uploadScript : undefined].flatMap((asset) => (asset ? [asset.path] : []));
}

/** One running site: the module, its instance, and what its requests share. */
export interface Site {
  readonly definition: ModuleDefinition;
  readonly identity: LiveIdentity;
  readonly database: Database;
  readonly keys: InstanceKeys;
  readonly clock: Clock;
  readonly metrics: ModuleMetrics;
  readonly limits: SiteLimits;
  readonly limiter: RateLimiter;
  readonly concurrency: Readonly<Record<RequestCost, ConcurrencyLimiter>>;
  readonly answers: AnswersInFlight;
  readonly storedBytes: StoredBytesPool;
  readonly storage: Storage;
  readonly pictures: PictureShelf;
  readonly renewal: PictureRenewal;
  readonly uploads: UploadSpool;
  readonly http: ModuleHttp;
  readonly drafts: Drafts;
  readonly letters: LetterOutbox;
  readonly timeZone: SiteZone;
  readonly upkeep: RunUpkeep;
  readonly keySet: KeySet;
  readonly endedSessions: EndedSessions;
  readonly style: Asset;
  /** The module's script, if it has one. */
  readonly script: Asset | undefined;
  /** The SDK's own script, on the owner's side of modules whose forms bring pictures. */
  readonly uploadScript: Asset | undefined;
  /** Where the site is in its life: whether the schema is in place. */
  readonly life: { isReady: boolean };
}

/** What a site runs on. */
export interface SiteParts {
  readonly identity: LiveIdentity;
  readonly database: Database;
  readonly keys: InstanceKeys;
  readonly clock: Clock;
  readonly limits: SiteLimits;
  readonly letters: LetterOutbox;
  readonly http: ModuleHttp;
}

function createConcurrency({ concurrency, waitMilliseconds }: SiteLimits): Site["concurrency"] {
  const limiterOf = (cost: RequestCost) => createConcurrencyLimiter(concurrency[cost], waitMilliseconds);
  return {
    expensive: limiterOf("expensive"),
    ordinary: limiterOf("ordinary"),
    stored: limiterOf("stored"),
    owner: limiterOf("owner"),
  };
}

/** What is under way now, for whoever asks why a site is slow. */
function watchCrowd({ metrics, concurrency, answers, storedBytes }: Site): void {
  metrics.gauge("http_requests_in_flight", "Requests whose answer has not left yet", () => answers.count().answers);
  metrics.gauge("http_answer_bytes_in_flight", "Bytes of pages and JSON being sent", () => answers.count().bytes);
  metrics.gauge(
    "http_answers_cut",
    "Answers cut since the start because their readers were too slow",
    () => answers.count().cut,
  );
  metrics.gauge(
    "stored_bytes_held",
    "Bytes of pictures and other stored bytes in memory",
    () => storedBytes.count().bytes,
  );
  for (const [cost, limiter] of Object.entries(concurrency)) {
    metrics.gauge(`http_requests_running_${cost}`, `Requests being worked on: ${cost}`, () => limiter.count().running);
    metrics.gauge(
      `http_requests_waiting_${cost}`,
      `Requests waiting for their turn: ${cost}`,
      () => limiter.count().waiting,
    );
  }
}

/** Puts a site together; nothing is opened or sent. */
export function createSite(definition: ModuleDefinition, parts: SiteParts): Site {
  const { database, identity, clock, limits, letters, http } = parts;
  const keySet = openKeySet();
  const drafts = openDrafts(database, clock, limits.drafts);
  const storage = openStorage(database, identity, clock);
  const converter = createPictureConverter(limits.pictures);
  const pictures = openPictures({ database, converter, storage, clock });
  const uploads = createUploadSpool(limits.uploads, clock);
  const forgetExpired = async (): Promise<void> => {
    await drafts.forgetExpired();
    await pictures.forgetExpired();
    await uploads.forgetExpired();
  };
  const site: Site = {
    definition,
    ...parts,
    metrics: createMetrics(definition.name, definition.package.version),
    limiter: createRateLimiter(),
    concurrency: createConcurrency(limits),
    answers: createAnswersInFlight(limits, clock),
    storedBytes: createStoredBytesPool(limits, clock),
    storage,
    pictures,
    renewal: createPictureRenewal({ earlier: definition.earlierPictures, database, converter, pictures }),
    uploads,
    drafts,
    timeZone: openSiteZone(definition.timeZone, database, clock),
    upkeep: createUpkeep(
      [
        { everySeconds: 600, run: forgetExpired },
        { everySeconds: 86_400, run: (_, now) => letters.forgetOld(now) },
        definition.upkeep,
      ],
      { database, clock, http },
    ),
    keySet,
    endedSessions: openEndedSessions({ database, keySet, now: clock.now }),
    style: assetOf(baseStyle + (definition.style ?? ""), "css"),
    script: definition.script === undefined ? undefined : assetOf(definition.script, "js"),
    uploadScript: definition.adminRoutes.some(({ takesPictures }) => takesPictures)
      ? assetOf(uploadScript, "js")
      : undefined,
    life: { isReady: false },
  };
  watchCrowd(site);
  return site;
}
