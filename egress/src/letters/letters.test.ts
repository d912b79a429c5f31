import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTemporaryFolder } from "@tochka-rosta/testing";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { startTestCluster, type TestCluster } from "../testing/test-cluster.ts";
import { startTestDoor, type TestDoor } from "../testing/test-door.ts";
import { startTestRelay, type TestRelay } from "../testing/test-relay.ts";

const letter = {
  id: "0b2c6f0e-5a55-4d0e-9f6e-0f7f5a3f0001",
  to: "buyer@example.ru",
  from_name: "Глина и огонь",
  reply_to: "anna@example.ru",
  subject: "Заказ № 7 принят",
  text: "Спасибо!\n",
  html: "<p>Спасибо!</p>",
};
const relayEnv = (port: number) => ({
  MAIL_HOST: "127.0.0.1",
  MAIL_PORT: String(port),
  MAIL_SECURITY: "none",
  MAIL_FROM: "no-reply@sites.example",
  MAIL_BOUNCES: "bounces@sites.example",
});

let cluster: TestCluster;
let token: string;
let relay: TestRelay;
let scene: TestDoor;

beforeAll(async () => {
  cluster = await startTestCluster();
  await cluster.applyModule("shop", []);
  await cluster.applyInstance("alpha", "shop");
  token = await cluster.requestToken("tenant-alpha", "module-shop");
});
afterAll(() => cluster.stop());
beforeEach(async () => {
  relay = await startTestRelay();
  scene = await startTestDoor(cluster, relayEnv(relay.port));
});
afterEach(async () => {
  await scene.door.stop();
  await relay.stop();
});

async function post(body: unknown, bearer = token, at: TestDoor = scene) {
  const response = await fetch(`http://127.0.0.1:${at.door.port}/v1/letters`, {
    method: "POST",
    headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const answer = (await response.json()) as Readonly<Record<string, unknown>>;
  return { ...answer, code: answer["code"], status: response.status, retryAfter: response.headers.get("retry-after") };
}

test("a letter reaches the relay from the platform's address, in the owner's name, with answers to the owner", async () => {
  expect(await post(letter)).toMatchObject({ status: 202 });
  expect(relay.received).toHaveLength(1);
  const [{ from, to, mail } = { from: "", to: [], mail: undefined }] = relay.received;
  expect([from, to]).toEqual(["bounces@sites.example", ["buyer@example.ru"]]);
  expect(mail?.from?.value).toEqual([{ name: "Глина и огонь", address: "no-reply@sites.example" }]);
  expect(mail?.replyTo?.text).toBe("anna@example.ru");
  expect([mail?.subject, mail?.text?.trim(), mail?.html]).toEqual(["Заказ № 7 принят", "Спасибо!", "<p>Спасибо!</p>"]);
  expect(mail?.messageId).toBe(`<${letter.id}@sites.example>`);
  expect(mail?.headers.get("auto-submitted")).toBe("auto-generated");
});

test("the log and the figures say what became of it, and no address", async () => {
  await post(letter);
  const [line] = scene.lines.filter(({ message }) => message === "letter");
  expect(line).toMatchObject({ tenant: "alpha", instance: "shop", status: 202, outcome: "accepted" });
  relay.refuseReceivers("550 5.1.1 <buyer@example.ru> unknown");
  await post(letter);
  expect(JSON.stringify(scene.lines)).not.toContain("buyer@");
  expect(await scene.registry.metrics()).toContain('tochka_egress_letters_total{outcome="accepted",module="shop"} 1');
});

test.for<[string, string, object]>([
  [
    "an address that does not exist",
    "550 5.1.1 no such user",
    { status: 422, code: "letter_refused", is_address_dead: true },
  ],
  ["an unknown user without an enhanced code", "550 unknown user", { status: 422, is_address_dead: true }],
  ["a policy of the receiver", "550 5.7.1 not wanted here", { status: 422, is_address_dead: false }],
  ["a full mailbox", "552 5.2.2 mailbox full", { status: 422, is_address_dead: false }],
  ["greylisting", "451 4.7.1 try again later", { status: 503, code: "relay_postponed" }],
])("the relay's reply to a receiver: %s", async ([, reply, expected]) => {
  relay.refuseReceivers(reply);
  expect(await post(letter)).toMatchObject(expected);
});

test("content that is refused is refused, and the address lives", async () => {
  relay.refuseContent("554 5.7.1 spam");
  expect(await post(letter)).toMatchObject({ status: 422, is_address_dead: false });
});

test("a relay that is away, or does not take our password, postpones: it says nothing of the letter", async () => {
  const unreachable = await startTestDoor(cluster, relayEnv(1));
  expect(await post(letter, token, unreachable)).toMatchObject({ status: 503, code: "relay_postponed" });
  await unreachable.door.stop();
  const strict = await startTestRelay({ name: "platform", password: "right" });
  await using folder = await createTemporaryFolder("relay");
  const MAIL_PASSWORD_FILE = join(folder.path, "password");
  await writeFile(MAIL_PASSWORD_FILE, "wrong\n");
  const door = await startTestDoor(cluster, {
    ...relayEnv(strict.port),
    MAIL_USERNAME: "platform",
    MAIL_PASSWORD_FILE,
  });
  expect(await post(letter, token, door)).toMatchObject({ status: 503, code: "relay_postponed" });
  await writeFile(MAIL_PASSWORD_FILE, "right\n");
  expect(await post(letter, token, door)).toMatchObject({ status: 202 });
  await door.door.stop();
  await strict.stop();
});

test.for<[string, unknown]>([
  ["two receivers", { ...letter, to: "a@example.ru,b@example.ru" }],
  ["a receiver with a header", { ...letter, to: "a@example.ru\r\nBcc: all@example.ru" }],
  ["a subject of a control character", { ...letter, subject: "\u0000" }],
  ["a text that names a file", { ...letter, text: { path: "/etc/passwd" } }],
  ["HTML that names an address", { ...letter, html: { href: "http://127.0.0.1/" } }],
  ["an attachment", { ...letter, attachments: [{ path: "/etc/passwd" }] }],
  ["a sender of its own", { ...letter, from: "security@bank.example" }],
  ["an id that is none", { ...letter, id: "x@y>\r\nBcc: all@example.ru" }],
  ["no JSON", "{"],
])("%s is refused before the relay is asked", async ([, body]) => {
  expect(await post(body)).toMatchObject({ status: 422, code: "letter_unreadable" });
  expect(relay.received).toEqual([]);
});

test("line ends in subject and name become spaces and split no header", async () => {
  await post({ ...letter, subject: "Hello\r\nBcc: all@example.ru", from_name: "Anna\nBcc: all@example.ru" });
  const [{ to, source } = { to: [], source: "" }] = relay.received;
  expect(to).toEqual(["buyer@example.ru"]);
  expect(source).not.toMatch(/^bcc:/im);
});

test("without a token of a living instance nothing is sent", async () => {
  expect(await post(letter, "")).toMatchObject({ status: 401 });
  expect(await post(letter, await cluster.requestToken("tenant-alpha", "module-shop", "other"))).toMatchObject({
    status: 401,
  });
  await cluster.applyInstance("beta", "gone");
  const gone = await cluster.requestToken("tenant-beta", "module-gone");
  await cluster.deleteInstance("beta", "gone");
  await expect.poll(async () => (await post(letter, gone)).status).toBe(401);
  expect(relay.received).toEqual([]);
});

test("a letter that is too long is not read to its end", async () => {
  expect(await post({ ...letter, text: "x".repeat(800 * 1024) })).toMatchObject({ status: 413 });
});

test("a new instance sends so many a day, and another one is not held up", async () => {
  const door = await startTestDoor(cluster, { ...relayEnv(relay.port), MAIL_PER_DAY_WHEN_NEW: "2" });
  expect([(await post(letter, token, door)).status, (await post(letter, token, door)).status]).toEqual([202, 202]);
  const third = await post(letter, token, door);
  expect(third).toMatchObject({ status: 429, code: "limit_reached" });
  expect(Number(third.retryAfter)).toBeGreaterThan(0);
  await cluster.applyInstance("gamma", "shop");
  const other = await cluster.requestToken("tenant-gamma", "module-shop");
  await expect.poll(async () => (await post(letter, other, door)).status).toBe(202);
  await door.door.stop();
});

test("a platform without a relay says so", async () => {
  const door = await startTestDoor(cluster);
  expect(await post(letter, token, door)).toMatchObject({
    status: 503,
    code: "mail_not_configured",
    retryAfter: "3600",
  });
  await door.door.stop();
});
