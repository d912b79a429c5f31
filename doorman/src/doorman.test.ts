import { afterEach, expect, test } from "vitest";

import type { SiteState } from "@tochka-rosta/crds";
import type { HttpServer } from "@tochka-rosta/service/http";

import { sitesOf } from "./host-claims.ts";
import { chooseLanguage } from "./language.ts";
import { startServer } from "./server.ts";
import { readConfig } from "./settings.ts";
import { chooseAnswer, readHost, type Sites } from "./site.ts";

const dashboardUrl = 'https://growth.example/?a=1&b="2"';
let server: HttpServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** A doorman that knows the given hosts, or, with undefined, nothing yet. */
function knowing(states: Record<string, SiteState> | undefined, since?: number): Sites {
  const find = (host: string) => {
    const state = states?.[host];
    return state === undefined ? undefined : { state, since };
  };
  return { isKnown: states !== undefined, find };
}

const day = 24 * 60 * 60 * 1000;
const now = Date.parse("2026-12-31T00:00:00Z");

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

async function visit(
  sites: Sites,
  host: string,
  headers: Record<string, string> = {},
  init: RequestInit & { path?: string } = {},
): Promise<Reply> {
  server ??= await startServer({ sites, dashboardUrl, clock: { now: () => now } }, { host: "127.0.0.1", port: 0 });
  const { request } = await import("node:http");
  const { port } = server;
  return new Promise((resolve, reject) => {
    const method = init.method ?? "GET";
    const sending = request(
      { host: "127.0.0.1", port, path: init.path ?? "/any/path", method, headers: { host, ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const received = new Headers(
            Object.entries(response.headers).map(([name, value]): [string, string] => [name, String(value)]),
          );
          resolve({
            status: response.statusCode ?? 0,
            headers: received,
            body: Buffer.concat(chunks).toString("utf8"),
          });
        });
      },
    );
    sending.on("error", reject);
    sending.end(init.body);
  });
}

const states = {
  "new.example": "Starting",
  "live.example": "Live",
  "sleepy.example": "Asleep",
  "off.example": "Inactive",
  "held.example": "Suspended",
} as const;
const everyState = knowing(states, now - 30 * day + 1);
const forThirtyDays = knowing(states, now - 30 * day);

test.for([
  ["nobody.example", 404, null, "Здесь пока ничего нет"],
  ["off.example", 503, "3600", "Сайт сейчас выключен"],
  ["held.example", 503, "3600", "Сайт приостановлен"],
  ["new.example", 503, "5", "Сайт открывается"],
  ["live.example", 503, "5", "Сайт открывается"],
  ["sleepy.example", 503, "5", "Сайт открывается"],
] as const)("%s is answered with %i and says why", async ([host, status, retryAfter, title]) => {
  const reply = await visit(everyState, host);
  expect(reply.status).toBe(status);
  expect(reply.headers.get("retry-after")).toBe(retryAfter);
  expect(reply.body).toContain(`<h1>${title}</h1>`);
  expect(reply.body).toContain(host);
});

test.for([
  ["off.example", "Сайт сейчас выключен"],
  ["held.example", "Сайт приостановлен"],
] as const)("%s is no pause any more after thirty days", async ([host, title]) => {
  const reply = await visit(forThirtyDays, host);
  expect([reply.status, reply.headers.get("retry-after")]).toEqual([404, null]);
  expect(reply.body).toContain(`<h1>${title}</h1>`);
});

test("a pause that an earlier release did not date is one", async () => {
  const undated = knowing(states);
  expect((await visit(undated, "off.example")).status).toBe(503);
  expect((await visit(undated, "held.example")).status).toBe(503);
});

test("search engines are asked to wait, robots.txt included, and to forget only what is not there", async () => {
  for (const host of Object.keys(states)) {
    const reply = await visit(everyState, host, {}, { path: "/robots.txt" });
    expect([reply.status, reply.headers.has("retry-after"), reply.headers.has("x-robots-tag")]).toEqual([
      503,
      true,
      false,
    ]);
    expect((await visit(everyState, host)).body).not.toContain("noindex");
  }
  for (const [sites, host] of [
    [everyState, "nobody.example"],
    [forThirtyDays, "off.example"],
    [forThirtyDays, "held.example"],
  ] as const) {
    const { headers, body } = await visit(sites, host);
    expect(headers.get("x-robots-tag")).toBe("noindex");
    expect(body).toContain('<meta name="robots" content="noindex">');
    await server?.stop();
    server = undefined;
  }
});

test("before anything is known no host is said to be missing", async () => {
  const reply = await visit(knowing(undefined), "shop.example");
  expect([reply.status, reply.headers.get("retry-after")]).toEqual([503, "5"]);
});

test("only a page that changes by itself refreshes by itself", async () => {
  expect((await visit(everyState, "new.example")).body).toContain('http-equiv="refresh" content="5"');
  expect((await visit(everyState, "held.example")).body).not.toContain("refresh");
});

test("no page is kept by caches, and none loads or runs anything", async () => {
  for (const host of ["nobody.example", "off.example", "held.example", "new.example"]) {
    const { headers, body } = await visit(everyState, host);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(body).not.toMatch(/<script|src=|@import|url\((?!#)/);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  }
});

test("the style is the very one that the policy allows", async () => {
  const { createHash } = await import("node:crypto");
  const { headers, body } = await visit(everyState, "off.example");
  const style = /<style>([\s\S]*)<\/style>/.exec(body)?.[1] ?? "";
  const hash = createHash("sha256").update(style).digest("base64");
  expect(headers.get("content-security-policy")).toContain(`style-src 'sha256-${hash}'`);
});

test("the owner is led to the dashboard, and nothing in the page is taken literally from outside", async () => {
  const { body } = await visit(everyState, "off.example");
  expect(body).toContain('href="https://growth.example/?a=1&#38;b=&#34;2&#34;"');
  const strange = await visit(everyState, 'x"><b>.example');
  expect(strange.status).toBe(404);
  expect(strange.body).not.toContain("<b>");
});

test("speaks English to those who prefer it", async () => {
  const reply = await visit(everyState, "off.example", { "accept-language": "en-GB,en;q=0.9,ru;q=0.5" });
  expect(reply.body).toContain("This site is switched off");
  expect(reply.body).toContain('<html lang="en">');
  expect(reply.headers.get("content-language")).toBe("en");
});

test("answers programs with a problem document", async () => {
  const reply = await visit(everyState, "held.example", { accept: "application/json" });
  expect(reply.headers.get("content-type")).toBe("application/problem+json");
  expect(JSON.parse(reply.body)).toMatchObject({ status: 503, code: "SITE_SUSPENDED", title: "Сайт приостановлен" });
});

test("a HEAD gets the headers only, a POST the same answer as a GET", async () => {
  const head = await visit(everyState, "off.example", {}, { method: "HEAD" });
  expect([head.status, head.body]).toEqual([503, ""]);
  const post = await visit(everyState, "off.example", {}, { method: "POST", body: "order=1" });
  expect(post.status).toBe(503);
});

test("connections are kept for longer than an ingress controller keeps them", async () => {
  const { headers } = await visit(everyState, "off.example");
  expect(Number(/timeout=(\d+)/.exec(headers.get("keep-alive") ?? "")?.[1])).toBeGreaterThan(90);
});

test("health is answered on its own path, good once sites are known", async () => {
  const path = "/.well-known/doorman/health";
  expect((await visit(knowing(undefined), "10.0.0.1", {}, { path })).status).toBe(503);
  await server?.stop();
  server = undefined;
  expect((await visit(everyState, "10.0.0.1", {}, { path })).status).toBe(200);
  expect((await visit(everyState, "off.example", {}, { path: "/health" })).status).toBe(503);
});

test.for<[string | undefined, string | undefined]>([
  ["Shop.Example:3000", "shop.example"],
  ["shop--alpha.localhost.", "shop--alpha.localhost"],
  ["shop.example:", "shop.example"],
  ["", undefined],
  [undefined, undefined],
  ["[::1]:80", undefined],
  ["-x.example", undefined],
  ["a..b", undefined],
])("the host in %j is %j", ([header, host]) => {
  expect(readHost(header)).toBe(host);
});

test.for([
  [undefined, "ru"],
  ["", "ru"],
  ["de", "ru"],
  ["en", "en"],
  ["ru,en;q=0.9", "ru"],
  ["en;q=0.3,ru;q=0.2", "en"],
  ["en-US,en;q=0.9", "en"],
  ["en;q=0", "ru"],
  ["en,ru", "ru"],
] as const)("Accept-Language %j is answered in %s", ([header, language]) => {
  expect(chooseLanguage(header)).toBe(language);
});

test("a claim without a status is a site just being opened", () => {
  const claim = {
    apiVersion: "tochkarosta.online/v1alpha1",
    kind: "HostClaim",
    metadata: { name: "a.example" },
    spec: {},
  };
  const sites = sitesOf({ isSynced: true, get: (key) => (key === "a.example" ? (claim as never) : undefined) });
  expect([chooseAnswer(sites, "a.example", now), chooseAnswer(sites, "b.example", now)]).toEqual([
    "opening",
    "missing",
  ]);
});

test("settings report every problem at once", () => {
  expect(() => readConfig({ PORT: "x", LOG_LEVEL: "loud" })).toThrow(
    /PORT: .*\n.*LOG_LEVEL: .*\n.*DASHBOARD_URL: must be set/,
  );
  expect(() => readConfig({ DASHBOARD_URL: "ftp://x" })).toThrow(
    "DASHBOARD_URL: must be a URL that starts with https://",
  );
  expect(readConfig({ DASHBOARD_URL: "http://localhost:3000", PORT: "18001", HOST: "127.0.0.1" })).toEqual({
    kubeconfigPath: undefined,
    dashboardUrl: "http://localhost:3000",
    logLevel: "info",
    host: "127.0.0.1",
    port: 18001,
  });
});
