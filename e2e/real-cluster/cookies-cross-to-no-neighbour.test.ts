import { walkCookies } from "../stories/cookies.ts";
import { clusterPlatform } from "./harness/platform-on-cluster.ts";

const platform = clusterPlatform();

// The names are real here: shops under one domain, the dashboard under another.
walkCookies(platform, async (alicesShop, bobsShop) => ({
  dashboard: platform.dashboardUrl,
  alicesShop: new URL(alicesShop).origin,
  bobsShop: new URL(bobsShop).origin,
  chromiumFlags: platform.chromiumFlags,
  end: () => Promise.resolve(),
}));
