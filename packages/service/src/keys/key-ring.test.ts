import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { formatKeyRing, parseKeyRing } from "./key-ring.ts";

const key = (byte: number) => Buffer.alloc(32, byte);
const text = (value: unknown) => JSON.stringify(value);
const good = key(1).toString("base64");

describe("a key ring", () => {
  it("is written as it is read, in one order whatever the order was", () => {
    const ring = { current: "2", keys: new Map([["2", key(2)] as const, ["1", key(1)] as const]) };
    const written = formatKeyRing(ring);
    expect(parseKeyRing(written)).toEqual(ring);
    expect(written).toBe(formatKeyRing({ ...ring, keys: new Map([...ring.keys].reverse()) }));
  });

  it.each([
    ["no JSON", "", "must be a JSON object"],
    ["a list", "[]", "keys: must be an object"],
    ["no keys", text({ current: "1" }), "keys: must be an object"],
    ["a current one that is not there", text({ current: "2", keys: { 1: good } }), "current: must name one"],
    ["a short key", text({ current: "1", keys: { 1: good.slice(0, 20) } }), "keys.1: must be the base64 of 32 bytes"],
    ["a key that is no text", text({ current: "1", keys: { 1: 7 } }), "keys.1: must be the base64"],
    ["a version with a colon", text({ current: "1", keys: { "1:": good } }), "a version has 1 to 16 small letters"],
    [
      "more versions than anybody needs",
      text({ current: "1", keys: Object.fromEntries(Array.from({ length: 25 }, (_, index) => [index, good])) }),
      "more than 24 versions",
    ],
  ])("%s is refused in words", (_, given, says) => {
    expect(() => parseKeyRing(given)).toThrow(says);
  });

  it("is never repeated in what is said of it", () => {
    const secret = randomBytes(31).toString("base64");
    const refusals = [text({ current: "1", keys: { 1: secret } }), `{"keys": {"1": "${secret}",}`].map((given) => {
      try {
        parseKeyRing(given);
        return "accepted";
      } catch (error) {
        return String(error);
      }
    });
    expect(refusals).toEqual([expect.stringContaining("keys.1"), expect.stringContaining("JSON object")]);
    expect(refusals.join()).not.toContain(secret);
  });
});
