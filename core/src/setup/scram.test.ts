import { expect, test } from "vitest";
import { buildScramVerifier } from "./scram.ts";

test("the verifier is the one that PostgreSQL computes for the same password and salt", () => {
  // SELECT rolpassword FROM pg_authid of a PostgreSQL 15, after CREATE ROLE … PASSWORD 'pencil'.
  const salt = Buffer.from("tOsI0WKiTdYM2F/DU9eU8w==", "base64");
  expect(buildScramVerifier("pencil", salt)).toBe(
    "SCRAM-SHA-256$4096:tOsI0WKiTdYM2F/DU9eU8w==$NtNPjgI8EG7ZMjq3VfXciMzzHUHO2GlfzaIaAPVwQXA=:kgCrzVD5OL233IC3khvai35nnIKETHagR90QPhd2Ev4=",
  );
});
