import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { parseIdentity } from "./identity.ts";
import { openLiveIdentity } from "./live-identity.ts";

const whole = {
  tenant: "alpha",
  tenantUid: "t",
  module: "shop",
  instance: "shop",
  uid: "u",
  host: "shop--alpha.localhost",
  origin: "http://shop--alpha.localhost:3000/",
  status: "active",
  core: {
    issuer: "http://localhost:3000",
    jwksUrl: "http://localhost:3000/jwks",
    dashboardUrl: "http://localhost:3000",
  },
};

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "identity-"));
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(directory, { recursive: true });
});

test("an origin is kept without its trailing slash", () => {
  expect(parseIdentity(JSON.stringify(whole)).origin).toBe("http://shop--alpha.localhost:3000");
});

test("every missing field is named", () => {
  expect(() => parseIdentity("{}")).toThrow(/tenant is missing.*uid is missing.*issuer is missing/);
});

test("an unknown status closes the site", () => {
  expect(parseIdentity(JSON.stringify({ ...whole, status: "sleeping" })).status).toBe("suspended");
});

test("proxies are those that the platform names, if any, and nothing but ranges", () => {
  expect(parseIdentity(JSON.stringify(whole)).trustedProxies).toEqual([]);
  const trustedProxies = ["35.191.0.0/16", "fd00::/8"];
  expect(parseIdentity(JSON.stringify({ ...whole, trustedProxies })).trustedProxies).toEqual(trustedProxies);
  for (const range of ["35.191.0.0", "35.191.0.0/33", "everybody/0"]) {
    expect(() => parseIdentity(JSON.stringify({ ...whole, trustedProxies: [range] }))).toThrow(/trustedProxies/);
  }
});

test("search engines may list a site unless the platform says no, as platforms before the field do not", () => {
  const read = (isIndexed: unknown) => parseIdentity(JSON.stringify({ ...whole, isIndexed })).isIndexed;
  expect([read(undefined), read(true), read(false)]).toEqual([true, true, false]);
});

test("what the plan lets the site keep is a whole number of bytes, or unsaid; nonsense is no missing limit", () => {
  const read = (storageBytes: unknown) => parseIdentity(JSON.stringify({ ...whole, storageBytes })).storageBytes;
  expect([read(undefined), read(5_368_709_120), read(0)]).toEqual([undefined, 5_368_709_120, 0]);
  for (const nonsense of ["5Gi", -1, 1.5, null]) expect(() => read(nonsense)).toThrow(/storageBytes/);
});

test("a changed file is seen a second later, and asked for no earlier", async () => {
  const file = join(directory, "instance.json");
  await writeFile(file, JSON.stringify(whole));
  const identity = await openLiveIdentity(file, () => undefined);
  await writeFile(file, JSON.stringify({ ...whole, status: "inactive" }));
  expect((await identity.refresh()).status).toBe("active");
  vi.advanceTimersByTime(1000);
  expect((await identity.refresh()).status).toBe("inactive");
  expect(identity.current().status).toBe("inactive");
});

test("a broken file leaves the last identity standing and is told once", async () => {
  const file = join(directory, "instance.json");
  await writeFile(file, JSON.stringify(whole));
  const problems: string[] = [];
  const identity = await openLiveIdentity(file, (problem) => problems.push(problem));
  await writeFile(file, "{");
  for (const _ of [1, 2, 3]) {
    vi.advanceTimersByTime(1000);
    expect((await identity.refresh()).tenant).toBe("alpha");
  }
  expect(problems).toHaveLength(1);
});
