import { afterAll, beforeAll, expect, test } from "vitest";
import { createWebhookSender } from "@tochka-rosta/core";
import { startSmsGateway } from "./sms-gateway.ts";
import type { SmsGateway } from "./sms-gateway.ts";

const code = { phone: "+79991234567", code: "123456", purpose: "login" } as const;
let gateway: SmsGateway;

beforeAll(async () => {
  gateway = await startSmsGateway("the secret");
});
afterAll(() => gateway.stop());

async function sendAsCore(secret: string, now = Date.now): Promise<void> {
  const url = `http://127.0.0.1:${gateway.port}/`;
  await createWebhookSender({ url, secret, now, pausesMilliseconds: [] }).send(code);
}

async function readCodes(): Promise<unknown> {
  return (await fetch(`${gateway.codesUrl}?phone=${encodeURIComponent(code.phone)}`)).json();
}

test("what the core really sends is taken and told", async () => {
  await sendAsCore("the secret");
  expect(await readCodes()).toEqual(["123456"]);
});

test("another secret or an old signature is refused and leaves nothing", async () => {
  await expect(sendAsCore("a guess")).rejects.toThrow("answered 401");
  await expect(sendAsCore("the secret", () => Date.now() - 600_000)).rejects.toThrow("answered 401");
  expect(await readCodes()).toEqual(["123456"]);
});
