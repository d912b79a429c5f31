import type { Context } from "../context.ts";
import type { Bus, PublicData } from "./bus.ts";
import type { ReadCache } from "../store/read-cache.ts";

/** How long an answer may be older than the database where the message of a change was lost, here and in browsers. */
export const publicDataSeconds = 5;

/** Of answers that everybody gets alike. */
export const publicCacheControl = `public, max-age=${publicDataSeconds}`;

const nameOf = (data: PublicData): string => `public:${data}`;

/** What everybody may read, from this process's copy: a crowd costs the database one query in some seconds. */
export function readPublicData<T>(
  { cache }: Pick<Context, "cache">,
  data: PublicData,
  load: () => Promise<T>,
): Promise<T> {
  return cache.read(nameOf(data), publicDataSeconds, load);
}

/** Says that public data has changed, once that is committed: this replica's next answer has it, the others' within moments. */
export function publishPublicData(
  { bus, cache }: { readonly bus: Bus; readonly cache: ReadCache },
  data: PublicData,
): void {
  cache.forget(nameOf(data));
  bus.publish("publicDataChanged", { name: data });
}

/** Lets go of copies when any replica says that they are outdated. */
export function followPublicData(bus: Bus, cache: ReadCache): void {
  bus.subscribe("publicDataChanged", ({ name }) => cache.forget(nameOf(name)));
}
