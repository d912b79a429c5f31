import { expect, test } from "vitest";
import { ApiClient } from "../harness/api-client.ts";
import { waitFor } from "../harness/http.ts";
import { expectStatus, openShop } from "../harness/owner.ts";
import { sharedPlatform } from "../harness/shared-platform.ts";
import { enterAdmin } from "../harness/shop.ts";
import type { Visitor } from "../harness/visitor.ts";

const platform = sharedPlatform();

/** A minute is the promise; the rest is for a slow machine. */
const promise = { timeoutSeconds: 75, everyMilliseconds: 1000 };

/** An owner who is signed in, and in the admin of their shop, in two browsers. */
async function openTwoBrowsers() {
  const { api, person, instance } = await openShop(platform);
  const other = new ApiClient(platform.dashboardUrl);
  const { phone, password } = person;
  await expectStatus(other.post("/api/auth/login-password", { phone, password }), 200);
  return { api, other, phone, instance, admins: [await enterAdmin(api, instance), await enterAdmin(other, instance)] };
}

async function statusesOf(admins: readonly Visitor[]): Promise<number[]> {
  return Promise.all(admins.map(async (admin) => (await admin.open("/admin")).status));
}

const waitUntilStatuses = (what: string, admins: readonly Visitor[], expected: readonly number[]) =>
  waitFor(what, async () => ((await statusesOf(admins)).join() === expected.join() ? true : undefined), promise);

test.concurrent(
  "signing out in one browser ends the shop's admin there within a minute, and not in the other",
  async () => {
    const { api, other, instance, admins } = await openTwoBrowsers();
    expect(await statusesOf(admins)).toEqual([200, 200]);
    await expectStatus(api.post("/api/auth/logout"), 204);
    await waitUntilStatuses("the admin of the first browser to end", admins, [401, 200]);
    expect((await new ApiClient(platform.dashboardUrl).get("/api/auth/me")).status).toBe(401);
    expect((await other.get(`/api/modules/instances/${instance.id}`)).status).toBe(200);
  },
);

test.concurrent("signing out everywhere ends it in every browser, and so does a new password", async () => {
  const [everywhere, renewed] = await Promise.all([openTwoBrowsers(), openTwoBrowsers()]);
  const admins = [...everywhere.admins, ...renewed.admins];
  expect(await statusesOf(admins)).toEqual([200, 200, 200, 200]);
  await expectStatus(everywhere.other.post("/api/auth/logout-everywhere"), 204);
  expect((await everywhere.api.get("/api/auth/me")).status).toBe(401);
  const stranger = new ApiClient(platform.dashboardUrl);
  const { phone } = renewed;
  const code = await platform.codeAfter(phone, () =>
    expectStatus(stranger.post("/api/auth/send-code", { phone, purpose: "reset" }), 202),
  );
  await expectStatus(
    stranger.post("/api/auth/reset-password", { phone, code, password: "another long password" }),
    200,
  );
  await waitUntilStatuses("every admin to end", admins, [401, 401, 401, 401]);
  expect((await (await enterAdmin(stranger, renewed.instance)).open("/admin")).status).toBe(200);
});
