import { setTimeout as sleep } from "node:timers/promises";
import type { ApiClient } from "../harness/api-client.ts";
import { countStatuses, open, request, type Caller } from "./load.ts";

/** What an attacker has: a trial account with a shop of many goods. */
export interface Attacker {
  readonly api: ApiClient;
  readonly caller: Caller;
  readonly instanceId: string;
  readonly dashboardUrl: string;
  readonly shopUrl: string;
  readonly picturePath: string;
}

/** The worst that one tenant, or one visitor of its shop, can do; each says what it was answered. */
export interface Attack {
  readonly name: string;
  run(attacker: Attacker): Promise<string>;
}

const seconds = (count: number) => sleep(count * 1000);

/** As many at once as `parallel`, one after another in each, until the time is over. */
async function storm(url: () => string, caller: Caller, { parallel, lasts }: { parallel: number; lasts: number }) {
  const deadline = performance.now() + lasts * 1000;
  const statuses: number[] = [];
  const loop = async () => {
    while (performance.now() < deadline) statuses.push((await request(url(), caller)).status);
  };
  await Promise.all(Array.from({ length: parallel }, loop));
  return countStatuses(statuses);
}

async function openStreams({ api, caller, instanceId, dashboardUrl }: Attacker): Promise<string> {
  const url = new URL(`/api/modules/instances/${instanceId}/events`, dashboardUrl).href;
  const statuses: number[] = [];
  const streams = Array.from({ length: 1500 }, () => {
    const stream = open(url, { ...caller, cookie: api.cookies.header() }, (response) => {
      statuses.push(response.statusCode ?? 0);
      response.resume().on("error", () => undefined);
    });
    return stream.on("error", () => statuses.push(0));
  });
  await seconds(4);
  // Each change is sent to every stream.
  for (let change = 0; change < 3; change += 1) {
    await api.post(`/api/modules/instances/${instanceId}/deactivate`);
    await seconds(2);
    await api.post("/api/modules/activate", { module: "shop" });
    await seconds(2);
  }
  for (const stream of streams) stream.destroy();
  return countStatuses(statuses);
}

async function activateMany({ api, instanceId }: Attacker): Promise<string> {
  await api.post(`/api/modules/instances/${instanceId}/deactivate`); // The tariff has room for one active site.
  const statuses: number[] = [];
  for (let count = 1; count <= 45; count += 1) {
    const { status, body } = await api.post<{ id?: string }>("/api/modules/activate", {
      module: "shop",
      host_prefix: `s${count}`,
    });
    statuses.push(status);
    if (body.id !== undefined) await api.post(`/api/modules/instances/${body.id}/deactivate`);
  }
  return countStatuses(statuses);
}

async function readSlowly({ caller, shopUrl, picturePath }: Attacker): Promise<string> {
  const statuses: number[] = [];
  const readers = Array.from({ length: 120 }, () => {
    const reader = open(`${shopUrl}${picturePath}`, caller, (response) => {
      statuses.push(response.statusCode ?? 0);
      // Never read: the answer waits in the shop's buffers.
      response.pause().on("error", () => undefined);
    });
    return reader.on("error", () => statuses.push(0));
  });
  await seconds(12);
  for (const reader of readers) reader.destroy();
  return countStatuses(statuses);
}

/** In the order in which they run. */
export const attacks: readonly Attack[] = [
  { name: "1,500 event streams of one session, and changes", run: openStreams },
  {
    name: "40 parallel sitemaps of 10,000 goods",
    run: ({ shopUrl, caller }) => storm(() => `${shopUrl}/sitemap.xml`, caller, { parallel: 40, lasts: 12 }),
  },
  {
    name: "20 parallel searches and lists of 100",
    run: ({ shopUrl, caller }) => {
      let turn = 0;
      const next = () => `${shopUrl}${(turn += 1) % 2 === 0 ? "/?q=ваза" : "/api/products?page_size=100"}`;
      return storm(next, caller, { parallel: 20, lasts: 12 });
    },
  },
  { name: "120 slow readers of one picture", run: readSlowly },
  { name: "45 sites, each made and switched off", run: activateMany },
];
