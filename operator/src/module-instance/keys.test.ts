import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { deriveKeys } from "./keys.ts";

const identity = "1f0e6c9a-0000-4000-8000-000000000001";
const key = (byte: number) => Buffer.alloc(32, byte);
const ring = { current: "2", keys: new Map([["1", key(1)] as const, ["2", key(2)] as const]) };
const hmac = (secret: Buffer | string, ...parts: (Buffer | string)[]) =>
  parts.reduce((mac, part) => mac.update(part), createHmac("sha256", secret)).digest();

describe("an instance's keys", () => {
  it("are HKDF-SHA256 as RFC 5869 writes it down, so that any program can make them again", () => {
    const extracted = hmac("tochka-rosta/instance-keys", key(1));
    const expected = hmac(extracted, identity, Buffer.from([1]));
    expect(deriveKeys(ring, identity).keys.get("1")).toEqual(expected);
  });

  it("have the versions of the platform's, and each another", () => {
    const derived = deriveKeys(ring, identity);
    expect(derived.current).toBe("2");
    expect([...derived.keys.keys()]).toEqual(["1", "2"]);
    expect(derived.keys.get("1")).not.toEqual(derived.keys.get("2"));
    expect(derived.keys.get("1")).not.toEqual(key(1));
  });

  it("are another's for another identity, and the same for the same", () => {
    expect(deriveKeys(ring, identity)).toEqual(deriveKeys(ring, identity));
    expect(deriveKeys(ring, identity).keys.get("1")).not.toEqual(deriveKeys(ring, `${identity}0`).keys.get("1"));
  });
});
