import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatKeyRing, type KeyRing } from "@tochka-rosta/service/keys";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseIdentity } from "../instance/identity.ts";
import { type InstanceKeys, KeysUnavailableError, openInstanceKeys } from "./instance-keys.ts";
import { openWithKeys, sealWithKeys } from "./seal-with-keys.ts";

const key = (byte: number) => Buffer.alloc(32, byte);
const first: KeyRing = { current: "1", keys: new Map([["1", key(1)]]) };
const rotated: KeyRing = { current: "2", keys: new Map([...first.keys, ["2", key(2)]]) };
const scope = { instance: "uid-a", purpose: "payment-key" };

describe("a sealed text", () => {
  it("opens as it was, and looks different each time", () => {
    for (const text of ["live_секрет ₽", "", "x".repeat(10_000)]) {
      const sealed = sealWithKeys(first, scope, text);
      expect(openWithKeys(first, scope, sealed)).toBe(text);
      expect(sealWithKeys(first, scope, text)).not.toBe(sealed);
    }
    expect(sealWithKeys(first, scope, "live_secret")).toMatch(/^k1\.1\.[\w-]+$/);
  });

  it("opens after a rotation as long as its version is there", () => {
    const sealed = sealWithKeys(first, scope, "secret");
    expect(openWithKeys(rotated, scope, sealed)).toBe("secret");
    expect(sealWithKeys(rotated, scope, "secret")).toMatch(/^k1\.2\./);
    const retired = { current: "2", keys: new Map([["2", key(2)]]) };
    expect(openWithKeys(retired, scope, sealed)).toBeUndefined();
  });

  const sealed = sealWithKeys(first, scope, "secret");
  const flipped = Buffer.from(sealed.slice(5), "base64url");
  flipped[20] = (flipped[20] ?? 0) ^ 1;
  it.each<[string, KeyRing, typeof scope, string]>([
    ["another key under the same version", { current: "1", keys: new Map([["1", key(9)]]) }, scope, sealed],
    ["another instance", first, { ...scope, instance: "uid-b" }, sealed],
    ["another purpose", first, { ...scope, purpose: "delivery-key" }, sealed],
    ["another version's name", rotated, scope, sealed.replace("k1.1.", "k1.2.")],
    ["a changed byte", first, scope, `k1.1.${flipped.toString("base64url")}`],
    ["an end that is missing", first, scope, sealed.slice(0, -4)],
    ["a start only", first, scope, "k1.1."],
    ["a plain text", first, scope, "secret"],
    ["nothing", first, scope, ""],
  ])("says nothing for %s, and does not throw", (_, ring, asked, envelope) => {
    expect(openWithKeys(ring, asked, envelope)).toBeUndefined();
  });
});

describe("the keys of a site", () => {
  let directory = "";
  let keys: InstanceKeys;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "sdk-keys-"));
    keys = keysOf("uid-a");
  });
  afterEach(() => rm(directory, { recursive: true }));

  const file = () => join(directory, "keys.json");
  function keysOf(uid: string): InstanceKeys {
    const core = { issuer: "x", jwksUrl: "http://x.test", dashboardUrl: "http://x.test" };
    const names = { tenant: "a", tenantUid: "t", module: "shop", instance: "shop", host: "x", origin: "http://x.test" };
    const identity = parseIdentity(JSON.stringify({ ...names, uid, core }));
    return openInstanceKeys(file(), { current: () => identity });
  }

  it("follow the mounted file, and are bound to the site", async () => {
    await writeFile(file(), formatKeyRing(first));
    const sealed = await keys.seal("secret", "payment-key");
    await writeFile(file(), formatKeyRing(rotated));
    expect(await keys.open(sealed, "payment-key")).toBe("secret");
    expect(await keys.seal("secret", "payment-key")).toMatch(/^k1\.2\./);
    expect(await keysOf("uid-b").open(sealed, "payment-key")).toBeUndefined();
  });

  it("say that there are none where the platform mounts none, and never what a broken file holds", async () => {
    await expect(keys.seal("secret", "payment-key")).rejects.toThrow(KeysUnavailableError);
    await expect(keys.open("k1.1.x", "payment-key")).rejects.toThrow("the platform gives this site no keys");
    await writeFile(file(), `{"current": "1", "keys": {"1": "c2hvcnQ="}}`);
    const failure = await keys.seal("secret", "payment-key").catch(String);
    expect(failure).toContain("keys.1: must be the base64 of 32 bytes");
    expect(failure).not.toContain("c2hvcnQ");
  });
});
