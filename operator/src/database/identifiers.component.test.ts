import { expect, it } from "vitest";
import { databaseNames } from "./identifiers.ts";

it("names are made of uids only", () => {
  expect(databaseNames("11111111-2222-4333-8444-555555555555").user).toBe("u_11111111222243338444555555555555");
  for (const uid of ["", "shop", '"; DROP DATABASE x; --', "11111111-2222-4333-8444-55555555555Z"]) {
    expect(() => databaseNames(uid)).toThrow(TypeError);
  }
});
