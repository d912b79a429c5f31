import { describe, expect, it } from "vitest";
import { databaseNames } from "./identifiers.ts";
import { formatMarker } from "./marker.ts";
import type { ObservedDatabase } from "./observation.ts";
import { testLimits } from "../testing/settings.ts";
import { findRefusal, planDrop, planProvision, planRetirement, type DesiredDatabase } from "./plan.ts";

const uid = "11111111-2222-4333-8444-555555555555";
const desired: DesiredDatabase = {
  names: databaseNames(uid),
  uid,
  tenantUid: "t",
  mustExist: false,
  mayTakeBack: false,
  connectionLimit: 10,
  template: "tmpl",
  limits: testLimits,
};
const settings = {
  statement_timeout: "60s",
  idle_in_transaction_session_timeout: "60s",
  work_mem: "4MB",
  temp_file_limit: "256MB",
};
const user = (change: Partial<NonNullable<ObservedDatabase["user"]>> = {}) => ({
  canLogin: true,
  connectionLimit: 10,
  settings,
  ...change,
});
const complete: ObservedDatabase = {
  hasOwner: true,
  mayActAsOwner: true,
  mayLimitTemporaryFiles: true,
  templateHasTrigrams: true,
  canMakeTrigrams: false,
  user: user(),
  database: {
    belongsToOwner: true,
    allowsConnections: true,
    isOpenToPublic: false,
    userMayConnect: true,
    comment: formatMarker({ uid, tenantUid: "t" }),
  },
};
const nothing: ObservedDatabase = {
  hasOwner: false,
  mayActAsOwner: true,
  mayLimitTemporaryFiles: true,
  templateHasTrigrams: true,
  canMakeTrigrams: false,
  user: undefined,
  database: undefined,
};
const limits = ["ALTER ROLE", "ALTER ROLE", "ALTER ROLE", "ALTER ROLE"];
const password = { verifier: "SCRAM", mustSet: false };
const verbs = (observed: ObservedDatabase, mustSet = false) =>
  planProvision(desired, observed, { ...password, mustSet }).map(({ text }) => text.split(/ "| ON | WITH /)[0]);
const withDatabase = (change: Partial<NonNullable<ObservedDatabase["database"]>>): ObservedDatabase => ({
  ...complete,
  database: {
    belongsToOwner: true,
    allowsConnections: true,
    isOpenToPublic: false,
    userMayConnect: true,
    comment: complete.database?.comment,
    ...change,
  },
});

describe("planning a database", () => {
  it.each<[string, ObservedDatabase, string[]]>([
    [
      "nothing is there: all eleven, in the order that leaves no window",
      nothing,
      [
        "CREATE ROLE",
        "CREATE ROLE",
        ...limits,
        "CREATE DATABASE",
        "REVOKE ALL",
        "GRANT CONNECT",
        "COMMENT",
        "ALTER DATABASE",
      ],
    ],
    [
      "nothing is there, on a server older than 16: we join the owner that we made",
      { ...nothing, mayActAsOwner: false },
      [
        "CREATE ROLE",
        "GRANT",
        "CREATE ROLE",
        ...limits,
        "CREATE DATABASE",
        "REVOKE ALL",
        "GRANT CONNECT",
        "COMMENT",
        "ALTER DATABASE",
      ],
    ],
    ["all is there: planning twice changes nothing", complete, []],
    ["killed before we joined the owner", { ...complete, mayActAsOwner: false }, ["GRANT"]],
    ["the owner went missing", { ...complete, hasOwner: false }, ["CREATE ROLE"]],
    ["the module's role went missing", { ...complete, user: undefined }, ["CREATE ROLE", ...limits]],
    [
      "it was made before there were limits, or somebody lifted them",
      { ...complete, user: user({ settings: { work_mem: "1GB", temp_file_limit: "256MB" } }) },
      limits.slice(0, 3),
    ],
    [
      "we may not limit temporary files: the others are set, and nothing is tried for ever",
      { ...complete, mayLimitTemporaryFiles: false, user: user({ settings: {} }) },
      limits.slice(0, 3),
    ],
    ["somebody forbade the login", { ...complete, user: user({ canLogin: false }) }, ["ALTER ROLE"]],
    ["the connection limit changed", { ...complete, user: user({ connectionLimit: 5 }) }, ["ALTER ROLE"]],
    ["PUBLIC got in", withDatabase({ isOpenToPublic: true }), ["REVOKE ALL"]],
    ["the module lost its right", withDatabase({ userMayConnect: false }), ["GRANT CONNECT"]],
    ["the database was closed", withDatabase({ allowsConnections: false }), ["ALTER DATABASE"]],
  ])("%s", (_, observed, expected) => {
    expect(verbs(observed)).toEqual(expected);
  });

  it.each([true, false])("marks a new database as having pg_trgm where its template has: %s", (templateHasTrigrams) => {
    const statements = planProvision(desired, { ...nothing, templateHasTrigrams }, password);
    expect(statements.some(({ text }) => text.includes('"trigrams":true'))).toBe(templateHasTrigrams);
  });

  it("sets the password again when the Secret's does not open the door", () => {
    expect(verbs(complete, true)).toEqual(["ALTER ROLE"]);
  });

  it.each<[string, ObservedDatabase, string | undefined]>([
    ["nothing is there", nothing, undefined],
    ["it carries our mark", complete, undefined],
    ["half made: closed and not marked yet", withDatabase({ comment: undefined, allowsConnections: false }), undefined],
    ["open without a mark", withDatabase({ comment: undefined }), "DatabaseNotOurs"],
    ["with words of somebody else", withDatabase({ comment: "mine" }), "DatabaseNotOurs"],
    [
      "marked for another instance",
      withDatabase({ comment: formatMarker({ uid: "other", tenantUid: "t" }) }),
      "DatabaseNotOurs",
    ],
    [
      "marked for another tenant",
      withDatabase({ comment: formatMarker({ uid, tenantUid: "other" }) }),
      "DatabaseNotOurs",
    ],
    ["owned by another role", withDatabase({ belongsToOwner: false }), "DatabaseNotOurs"],
    [
      "retired",
      withDatabase({ comment: formatMarker({ uid, tenantUid: "t", retiredAt: "2026-01-01T00:00:00Z" }) }),
      "DatabaseRetired",
    ],
  ])("a database of our name: %s", (_, observed, refusal) => {
    expect(findRefusal(desired, observed)).toBe(refusal);
  });
});

describe("an object made again", () => {
  const again: DesiredDatabase = { ...desired, mayTakeBack: true };
  const marked = (tenantUid: string, change: object = {}) =>
    withDatabase({ comment: formatMarker({ uid, tenantUid, retiredAt: "2026-01-01T00:00:00Z" }), ...change });
  const retired = { ...marked("t", { allowsConnections: false }), user: user({ canLogin: false }) };

  it("takes its retired database back: the role first, the door last", () => {
    expect(planProvision(again, retired, { verifier: "SCRAM", mustSet: true }).map(({ text }) => text)).toEqual([
      `ALTER ROLE "${desired.names.user}" LOGIN PASSWORD 'SCRAM'`,
      `COMMENT ON DATABASE "${desired.names.database}" IS '${formatMarker({ uid, tenantUid: "t" })}'`,
      `ALTER DATABASE "${desired.names.database}" WITH ALLOW_CONNECTIONS true`,
    ]);
  });

  it("gives every statement its own reason", () => {
    const reasons = planProvision(again, retired, { verifier: "SCRAM", mustSet: true }).map(({ reason }) => reason);
    expect(new Set(reasons).size).toBe(3);
  });

  it.each<[string, DesiredDatabase, ObservedDatabase, string | undefined]>([
    ["finds its retired database", again, retired, undefined],
    ["finds one that was never retired", again, complete, undefined],
    ["is refused what bears another tenant's mark", again, marked("other"), "DatabaseNotOurs"],
    [
      "is refused a live database of another tenant",
      again,
      withDatabase({ comment: formatMarker({ uid, tenantUid: "other" }) }),
      "DatabaseNotOurs",
    ],
    ["had no database yet", again, nothing, undefined],
    ["had one, which is gone", { ...again, mustExist: true }, nothing, "DatabaseLost"],
    ["had one, which is there", { ...again, mustExist: true }, retired, undefined],
  ])("%s", (_, wanted, found, refusal) => {
    expect(findRefusal(wanted, found)).toBe(refusal);
  });

  it("is refused an empty database also where its own status knew of one", () => {
    expect(findRefusal({ ...desired, mustExist: true }, nothing)).toBe("DatabaseLost");
  });
});

describe("planning the end of a database", () => {
  const retire = (observed: ObservedDatabase) => planRetirement(desired, observed, "2026-11-23T00:00:00Z");

  it("closes role and database and marks the data", () => {
    expect(retire(complete).map(({ text }) => text)).toEqual([
      `ALTER ROLE "${desired.names.user}" NOLOGIN`,
      `ALTER DATABASE "${desired.names.database}" WITH ALLOW_CONNECTIONS false`,
      `COMMENT ON DATABASE "${desired.names.database}" IS '${formatMarker({ uid, tenantUid: "t", retiredAt: "2026-11-23T00:00:00Z" })}'`,
    ]);
  });

  it("keeps the first date when it is retired already", () => {
    const retired = withDatabase({
      allowsConnections: false,
      comment: formatMarker({ uid, tenantUid: "t", retiredAt: "2026-01-01T00:00:00Z" }),
    });
    expect(retire({ ...retired, user: user({ canLogin: false }) })).toEqual([]);
  });

  it("leaves the tenant that the mark names, also where nobody knows it any more", () => {
    const [, , comment] = planRetirement({ ...desired, tenantUid: undefined }, complete, "2026-11-23T00:00:00Z");
    expect(comment?.text).toContain('"tenantUid":"t"');
  });

  it("keeps what the mark says of pg_trgm", () => {
    const marked = withDatabase({ comment: formatMarker({ uid, tenantUid: "t", trigrams: true }) });
    expect(retire(marked).at(-1)?.text).toContain('"trigrams":true');
  });

  it("has nothing to do where nothing was made", () => {
    expect(retire(nothing)).toEqual([]);
    expect(planDrop(desired, nothing)).toEqual([]);
  });

  it("drops the database before the roles, since a role that owns something cannot go", () => {
    expect(planDrop(desired, complete).map(({ text }) => text.split(" IF ")[0])).toEqual([
      "DROP DATABASE",
      "DROP ROLE",
      "DROP ROLE",
    ]);
  });
});
