import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AccountFacts } from "./read-account.ts";
import type { CartLine, ShopFacts } from "./read-shop.ts";

/** The releases that have a fixture, the newest last. */
export const releases = ["0.2.0"] as const;
/** The one that rollback is promised to. */
export const releaseBefore: string = releases.at(-1) ?? releases[0];

/** The files of a release's fixture; each is described in its README. */
export function locateFixture(release: string) {
  const folder = join(import.meta.dirname, "..", release);
  return {
    folder,
    sources: join(folder, "sources.tar.gz"),
    local: join(folder, "local.tar.zst"),
    coreDump: join(folder, "core.sql"),
    shopDump: join(folder, "shop.sql"),
    objects: join(folder, "objects.yaml"),
    expected: join(folder, "expected.json"),
  };
}

/** A sign-in on one device, by the values of its cookies. */
export interface RecordedSession {
  /** What became of it: a superseded one presents a refresh token that was exchanged long ago. */
  readonly state: "open" | "ended" | "superseded";
  readonly access: string;
  readonly refresh: string;
}

/** A person with an account. */
export interface RecordedAccount {
  readonly phone: string;
  readonly password: string;
  readonly sessions: readonly RecordedSession[];
  readonly facts: AccountFacts;
}

/** A site's address and how its first page was answered. */
export interface RecordedSite {
  readonly host: string;
  readonly status: number;
}

/** The shop whose database is dumped. */
export interface RecordedShop {
  readonly host: string;
  readonly owner: string;
  readonly adminCookie: string;
  readonly carts: readonly RecordedCart[];
  readonly facts: ShopFacts;
}

/** A buyer's cart that was not ordered. */
export interface RecordedCart {
  readonly cookie: string;
  readonly lines: readonly CartLine[];
}

/** What a release's programs said of themselves when its fixture was made; times are those of that day. */
export interface Expected {
  readonly release: string;
  readonly commit: string;
  /** RFC 3339: unpacking moves every time in the databases on by what has passed since. */
  readonly recordedAt: string;
  readonly founder: Pick<RecordedAccount, "phone" | "password">;
  readonly accounts: readonly RecordedAccount[];
  readonly sites: readonly RecordedSite[];
  /** What a person at kubectl applied, without an account. */
  readonly kubectlTenant: string;
  readonly shop: RecordedShop;
}

/** Reads what should come back. */
export async function readExpected(release: string): Promise<Expected> {
  return JSON.parse(await readFile(locateFixture(release).expected, "utf8")) as Expected;
}

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** The same facts with every RFC 3339 time moved on, as unpacking moves them in the databases. */
export function moveTimes<Facts>(facts: Facts, milliseconds: number): Facts {
  if (typeof facts === "string") return (moment.test(facts) ? move(facts, milliseconds) : facts) as Facts;
  if (Array.isArray(facts)) return facts.map((item: unknown) => moveTimes(item, milliseconds)) as Facts;
  if (typeof facts !== "object" || facts === null) return facts;
  return Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [key, moveTimes(value, milliseconds)]),
  ) as Facts;
}

function move(time: string, milliseconds: number): string {
  return new Date(Date.parse(time) + milliseconds).toISOString();
}
