import { findFreePort } from "@tochka-rosta/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openShop } from "../../harness/owner.ts";
import { startPlatformProcess } from "../../harness/platform.ts";
import { addProduct, enterAdmin, listProducts } from "../../harness/shop.ts";
import { waitForStatus } from "../../harness/http.ts";
import { connectPlatform } from "../../harness/test-platform.ts";
import { locateFixture, releaseBefore, type Expected } from "../../releases/harness/fixture.ts";
import { openRelease } from "../../releases/harness/open-release.ts";
import { readAccount, type AccountFacts } from "../../releases/harness/read-account.ts";
import {
  asToday,
  expectedContents,
  logIn,
  readContents,
  withCleanPictures,
  resume,
  type RunningOnFixture,
} from "../../releases/harness/read-back.ts";
import { startRelease } from "../../releases/harness/start-release.ts";
import { unpackLocal, type UnpackedLocal } from "../../releases/harness/unpack-local.ts";

// Rollback is promised to the release before. One life of a data folder: each test goes on where the one before left it.
const release = releaseBefore;

describe(`the folder of ${release}`, () => {
  let local: UnpackedLocal;
  let expected: Expected;
  let port: number;
  let folder: string;
  /** A person who came while today's programs ran. */
  let newcomer: { phone: string; password: string; refresh: string; facts: AccountFacts; host: string };

  beforeAll(async () => {
    folder = await openRelease(locateFixture(release).sources);
    local = await unpackLocal(release);
    expected = local.expected;
    port = await findFreePort();
  }, 900_000);
  afterAll(() => local.remove());

  test("comes along to today's programs, which a newcomer uses", async () => {
    await withTodaysPlatform(async (platform) => {
      await expectEverything(platform, asToday(expected));
      const { api, person, instance } = await openShop(platform);
      await addProduct(await enterAdmin(api, instance), "Ваза новичка", "100", 3);
      const refresh = /__Host-refresh=([^;]*)/.exec(api.cookies.header())?.[1] ?? "";
      const host = new URL(instance.url).hostname;
      newcomer = { ...person, refresh, host, facts: await readAccount(api) };
    });
  });

  test(`goes back to the programs of ${release}, with what came since`, async () => {
    const platform = await startRelease(folder, local.path, port);
    try {
      await expectEverything(platform, withCleanPictures(expected));
      await expectNewcomer(platform);
    } finally {
      await platform.stop();
    }
  });

  test("goes forward again", async () => {
    await withTodaysPlatform(async (platform) => {
      await expectEverything(platform, asToday(expected));
      await expectNewcomer(platform);
    });
  });

  async function withTodaysPlatform(work: (platform: ReturnType<typeof connectPlatform>) => Promise<void>) {
    const running = await startPlatformProcess(local.path, port);
    try {
      await work(connectPlatform(running.addresses));
    } finally {
      await running.stop();
    }
  }

  async function expectEverything(platform: RunningOnFixture, what: Expected): Promise<void> {
    expect(await readContents(platform, what)).toMatchObject(expectedContents(what, local.movedBy));
  }

  async function expectNewcomer(platform: RunningOnFixture): Promise<void> {
    await waitForStatus(platform.siteUrl(newcomer.host), 200, 120);
    expect(await listProducts(platform.siteUrl(newcomer.host))).toMatchObject([{ name: "Ваза новичка" }]);
    expect(await readAccount(await logIn(platform, newcomer))).toEqual(newcomer.facts);
    const session = resume(platform, { refresh: newcomer.refresh });
    expect((await session.post("/api/auth/refresh")).status).toBe(200);
    newcomer = { ...newcomer, refresh: /__Host-refresh=([^;]*)/.exec(session.cookies.header())?.[1] ?? "" };
  }
});
