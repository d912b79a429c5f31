import { isTrustedProxy } from "@tochka-rosta/service/net";
import { SettingsError } from "@tochka-rosta/service/settings";
import { fastify } from "fastify";
import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

const enough = {
  NODE_ENV: "test",
  DATABASE_URL: "postgresql://core@db/core",
  PUBLIC_ORIGIN: "https://tochkarosta.online",
  SECRETS_DIR: "/secrets",
};

function problemsOf(env: Record<string, string>): string {
  try {
    readConfig(env);
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as Error).message;
  }
}

test("little is needed, the rest has defaults", () => {
  expect(readConfig(enough)).toMatchObject({
    host: "0.0.0.0",
    port: 8000,
    codeProvider: "terminal",
    clusterSync: true,
  });
});

test("every problem is told at once, with what the setting is for", () => {
  const message = problemsOf({ NODE_ENV: "test", PORT: "eighty", PUBLIC_ORIGIN: "tochkarosta.online/x" });
  for (const part of ["PORT", "PUBLIC_ORIGIN", "SECRETS_DIR", "DATABASE_URL_FILE"]) expect(message).toContain(part);
  expect(message).toContain("The port to listen on");
});

test("codes in the terminal are refused in production, which is what an unset NODE_ENV means", () => {
  const { NODE_ENV: _, ...unset } = enough;
  expect(problemsOf(unset)).toContain("CODE_PROVIDER");
  expect(problemsOf({ ...enough, NODE_ENV: "production" })).toContain("CODE_PROVIDER");
});

test("the webhook needs its address and its secret", () => {
  expect(problemsOf({ ...enough, CODE_PROVIDER: "webhook" })).toContain("CODE_WEBHOOK_URL");
  const webhook = { CODE_PROVIDER: "webhook", CODE_WEBHOOK_URL: "https://sms.example", CODE_WEBHOOK_SECRET_FILE: "/s" };
  expect(readConfig({ ...enough, NODE_ENV: "production", ...webhook }).codeProvider).toBe("webhook");
});

test.each(["127.0.0.1", "10.4.0.9", "192.168.1.5", "100.64.3.4", "fd00::9"])(
  "X-Forwarded-For is believed from %s by default, where an ingress controller may speak from",
  async (remoteAddress) => {
    expect(await seenAddress(remoteAddress)).toBe("203.0.113.7");
  },
);

test.each(["203.0.113.9", "100.128.0.1", "172.32.0.1"])("and not from %s", async (remoteAddress) => {
  expect(await seenAddress(remoteAddress)).toBe(remoteAddress);
});

test.each([
  ["and by its own in the header", "130.211.0.0/22,35.191.0.0/16,198.51.100.1/32", "203.0.113.7"],
  ["but not by its own in the header, which is taken for the visitor", "130.211.0.0/22,35.191.0.0/16", "198.51.100.1"],
])("a cloud's load balancer is known by the addresses it sends from, %s", async (_, ranges, seen) => {
  expect(await seenAddress("35.191.0.9", "203.0.113.7, 198.51.100.1", ranges)).toBe(seen);
});

test.each([
  ["192.0.2.66, 10.9.0.1", "10.9.0.1"],
  ["203.0.113.7, 192.0.2.66, 127.0.0.1", "127.0.0.1"],
  ["192.0.2.66, fd00::7", "fd00::7"],
])("what stands in the header %j before a private address is not believed", async (forwardedFor, seen) => {
  expect(await seenAddress("10.4.0.9", forwardedFor)).toBe(seen);
  expect(await seenAddress("10.4.0.9", forwardedFor, "loopback,linklocal,uniquelocal,130.211.0.0/22")).toBe(seen);
  expect(await seenAddress("10.4.0.9", "203.0.113.7, 10.9.0.1", "10.9.0.0/16")).toBe("203.0.113.7");
});

test("a proxy that is no address is refused by name", () => {
  expect(() => readConfig({ ...enough, TRUSTED_PROXIES: "10.0.0.0/8,the gateway" })).toThrow("TRUSTED_PROXIES");
});

/** Whom the core takes a visitor for who is said to be 203.0.113.7. */
async function seenAddress(remoteAddress: string, forwardedFor = "203.0.113.7", trusted?: string): Promise<string> {
  const env = { ...enough, ...(trusted !== undefined && { TRUSTED_PROXIES: trusted }) };
  const { trustedProxies } = readConfig(env);
  const app = fastify({ trustProxy: (address, hop) => isTrustedProxy(address, hop, trustedProxies) });
  app.get("/", async (request) => request.ip);
  const answer = await app.inject({ url: "/", remoteAddress, headers: { "x-forwarded-for": forwardedFor } });
  return answer.body;
}
