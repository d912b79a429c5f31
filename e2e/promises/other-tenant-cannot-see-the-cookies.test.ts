import { sharedPlatform } from "../harness/shared-platform.ts";
import { startTlsFront } from "../harness/tls-front.ts";
import { walkCookies } from "../stories/cookies.ts";

const platform = sharedPlatform();

// A browser treats *.localhost like no other name, so the hosts are shown as children of a real parent, over TLS; the
// dashboard lives on another registrable domain, as in production.
walkCookies(platform, async (alicesShop, bobsShop) => {
  const front = await startTlsFront({
    "app.tochka.test": new URL(platform.dashboardUrl).host,
    "shop--alice.sites.test": new URL(alicesShop).host,
    "shop--bob.sites.test": new URL(bobsShop).host,
  });
  return {
    dashboard: "https://app.tochka.test",
    alicesShop: "https://shop--alice.sites.test",
    bobsShop: "https://shop--bob.sites.test",
    chromiumFlags: front.chromiumFlags,
    end: () => front.stop(),
  };
});
