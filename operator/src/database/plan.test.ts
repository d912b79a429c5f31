import { describe, expect, it } from "vitest";
import { databaseNames } from "./identifiers.ts";
import { formatMarker } from "./marker.ts";
import type { ObservedDatabase } from "./observation.ts";
import { findRefusal, planDrop, planProvision, planRetirement, type DesiredDatabase } from "./plan.ts";

const uid = "11111111-2222-4333-8444-555555555555";
const desired: DesiredDatabase = {
  names: databaseNames(uid),
  uid,
  tenantUid: "t",
  connectionLimit: 10,
  template: "tmpl",
};
const complete: ObservedDatabase = {
  hasOwner: true,
  mayActAsOwner: true,
  user: { canLogin: true, connectionLimit: 10 },
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
  user: undefined,
  database: undefined,
};
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
      "nothing is there: all seven, in the order that leaves no window",
      nothing,
      ["CREATE ROLE", "CREATE ROLE", "CREATE DATABASE", "REVOKE ALL", "GRANT CONNECT", "COMMENT", "ALTER DATABASE"],
    ],
    [
      "nothing is there, on a server older than 16: we join the owner that we made",
      { ...nothing, mayActAsOwner: false },
      [
        "CREATE ROLE",
        "GRANT",
        "CREATE ROLE",
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
    ["the module's role went missing", { ...complete, user: undefined }, ["CREATE ROLE"]],
    ["somebody forbade the login", { ...complete, user: { canLogin: false, connectionLimit: 10 } }, ["ALTER ROLE"]],
    ["the connection limit changed", { ...complete, user: { canLogin: true, connectionLimit: 5 } }, ["ALTER ROLE"]],
    ["PUBLIC got in", withDatabase({ isOpenToPublic: true }), ["REVOKE ALL"]],
    ["the module lost its right", withDatabase({ userMayConnect: false }), ["GRANT CONNECT"]],
    ["the database was closed", withDatabase({ allowsConnections: false }), ["ALTER DATABASE"]],
  ])("%s", (_, observed, expected) => {
    expect(verbs(observed)).toEqual(expected);
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
    expect(retire({ ...retired, user: { canLogin: false, connectionLimit: 10 } })).toEqual([]);
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
