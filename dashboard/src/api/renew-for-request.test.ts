import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { renewForRequest } from "./renew-for-request.ts";

let calls: IncomingMessage[];
let answer: { status: number; cookies: string[] };
const core = createServer((request, response) => {
  calls.push(request);
  response.writeHead(answer.status, { "set-cookie": answer.cookies }).end("{}");
});
let settings: { coreUrl: string; publicOrigin: string };

beforeEach(async () => {
  calls = [];
  answer = { status: 200, cookies: ["__Host-access=new; Path=/; Secure", "__Host-refresh=r2; Path=/; Secure"] };
  await new Promise<void>((resolve) => core.listen(0, "127.0.0.1", resolve));
  const { port } = core.address() as AddressInfo;
  settings = { coreUrl: `http://127.0.0.1:${port}`, publicOrigin: "http://localhost:3000" };
});

afterEach(() => new Promise((resolve) => core.close(resolve)));

const withCookies = (cookie: string) => new Headers({ cookie, "x-forwarded-for": "10.0.0.7" });

test("nobody is signed in: core is not asked", async () => {
  expect(await renewForRequest(withCookies("lang=ru"), settings)).toBeUndefined();
  expect(calls).toHaveLength(0);
});

test("an access token with time left stays", async () => {
  const claims = Buffer.from(JSON.stringify({ exp: Date.now() / 1000 + 600 })).toString("base64url");
  expect(
    await renewForRequest(withCookies(`__Host-access=h.${claims}.s; __Host-refresh=r1`), settings),
  ).toBeUndefined();
  expect(calls).toHaveLength(0);
});

test("without an access token the page is rendered and the browser is answered with new cookies", async () => {
  const renewal = await renewForRequest(withCookies("lang=en; __Host-refresh=r1"), settings);
  expect(renewal).toEqual({
    cookieHeader: "lang=en; __Host-refresh=r2; __Host-access=new",
    setCookies: answer.cookies,
  });
  expect(calls.map(({ url, method, headers }) => [method, url, headers.cookie, headers["x-forwarded-for"]])).toEqual([
    ["POST", "/api/auth/refresh", "__Host-refresh=r1", "10.0.0.7"],
  ]);
  expect(calls[0]?.headers.origin).toBe("http://localhost:3000");
});

test("requests that arrive together share one renewal", async () => {
  const renewals = await Promise.all([1, 2, 3].map(() => renewForRequest(withCookies("__Host-refresh=r1"), settings)));
  expect(renewals.map((renewal) => renewal?.cookieHeader)).toEqual(
    Array.from({ length: 3 }, () => "__Host-refresh=r2; __Host-access=new"),
  );
  expect(calls).toHaveLength(1);
});

test("a refresh token that core refuses is taken away", async () => {
  answer = { status: 401, cookies: ["__Host-access=; Max-Age=0", "__Host-refresh=; Max-Age=0"] };
  const renewal = await renewForRequest(withCookies("lang=ru; __Host-refresh=stolen"), settings);
  expect(renewal?.cookieHeader).toBe("lang=ru");
});

test("with core away the page goes on and finds out by itself", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const unreachable = { ...settings, coreUrl: "http://127.0.0.1:1" };
  expect(await renewForRequest(withCookies("__Host-refresh=r1"), unreachable)).toBeUndefined();
  expect(log).toHaveBeenCalledOnce();
  log.mockRestore();
});
