import { describe, expect, it } from "vitest";
import { databaseNames } from "./identifiers.ts";
import { formatMarker, parseMarker } from "./marker.ts";
import type { ObservedDatabase } from "./observation.ts";
import { planTrigrams } from "./trigrams.ts";

const names = databaseNames("11111111-2222-4333-8444-555555555555");
const marker = { uid: "u", tenantUid: "t" };
const database = {
  belongsToOwner: true,
  allowsConnections: true,
  isOpenToPublic: false,
  userMayConnect: true,
  comment: formatMarker(marker),
};
const observed: ObservedDatabase = {
  hasOwner: true,
  mayActAsOwner: true,
  mayLimitTemporaryFiles: true,
  templateHasTrigrams: true,
  canMakeTrigrams: true,
  user: undefined,
  database,
};

describe("planning pg_trgm for a database that is there", () => {
  it("makes it where no module can make anything, and marks the database last", () => {
    const plan = planTrigrams({ names }, observed);
    expect(plan?.inside.map(({ text }) => text)).toEqual([
      'CREATE SCHEMA IF NOT EXISTS "extensions"',
      'GRANT USAGE ON SCHEMA "extensions" TO PUBLIC',
      'CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA "extensions"',
    ]);
    expect(plan?.mark.text).toBe(
      `COMMENT ON DATABASE "${names.database}" IS '${formatMarker({ ...marker, trigrams: true })}'`,
    );
  });

  it("planning twice changes nothing", () => {
    const comment = formatMarker({ ...marker, trigrams: true });
    expect(planTrigrams({ names }, { ...observed, database: { ...database, comment } })).toBeUndefined();
  });

  it.each<[string, ObservedDatabase]>([
    ["the server has no such extension", { ...observed, canMakeTrigrams: false }],
    ["there is no database", { ...observed, database: undefined }],
    ["it is closed", { ...observed, database: { ...database, allowsConnections: false } }],
    ["it is not marked", { ...observed, database: { ...database, comment: undefined } }],
    [
      "it is retired",
      {
        ...observed,
        database: { ...database, comment: formatMarker({ ...marker, retiredAt: "2026-01-01T00:00:00Z" }) },
      },
    ],
  ])("is nothing where %s", (_, found) => {
    expect(planTrigrams({ names }, found)).toBeUndefined();
  });

  it("a release before reads the mark, and a mark of a release before says nothing of it", () => {
    expect(parseMarker(formatMarker({ ...marker, trigrams: true }))).toMatchObject(marker);
    expect(parseMarker(formatMarker(marker))?.trigrams).toBeUndefined();
  });
});
