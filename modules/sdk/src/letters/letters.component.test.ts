import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, inject, it, vi } from "vitest";
import { defineModule, fixedSitemap } from "../define-module.ts";
import { json, page } from "../route/answer.ts";
import { startTestSite, type TestSite } from "../testing/test-site.ts";
import { html } from "../text/html.ts";

interface DoorAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

const draft = { subject: "Заказ № 7", paragraphs: ["Спасибо!", "Мы начали собирать заказ."], fromName: "Глина" };

/** A module whose one route puts a letter, and takes the transaction back when it is told to. */
const mailing = defineModule({
  package: { version: "1.0.0", tochkaRosta: { image: "tochka-rosta/mailing" } },
  titles: { ru: "Письма", en: "Letters" },
  migrations: [],
  publicRoutes: [
    { method: "GET", url: "/", handle: () => page({ title: "Письма", canonicalPath: "/", body: html`<p>Письма</p>` }) },
    {
      method: "POST",
      url: "/api/orders",
      handle: async ({ database, letters, query }) => {
        const letter = {
          ...draft,
          to: query["to"] ?? "",
          language: "ru",
          action: { label: "Посмотреть заказ", path: "/orders/7" },
          replyTo: "anna@example.ru",
          ...(query["valid"] !== undefined && { validForSeconds: Number(query["valid"]) }),
        } as const;
        const put = await database
          .transaction(async (queries) => {
            const result = await letters.put(queries, letter);
            if (query["fail"] !== undefined) throw new Error("the order was not placed after all");
            return result;
          })
          .catch(() => ({ ok: false, problem: "failed" }) as const);
        return json({ ok: put.ok, problem: put.ok ? null : put.problem });
      },
    },
  ],
  adminRoutes: [],
  adminMenu: [],
  publicFrame: () => Promise.resolve({ siteName: "Письма" }),
  sitemap: fixedSitemap([]),
});

const folder = await mkdtemp(join(tmpdir(), "tochka-rosta-letters-"));
const received: { readonly token: string | undefined; readonly letter: Record<string, unknown> }[] = [];
let answers: DoorAnswer[] = [];
const door = createServer((request, response) => {
  void readText(request).then((text) => {
    received.push({ token: request.headers.authorization, letter: JSON.parse(text) as Record<string, unknown> });
    const { status, headers, body } = answers.shift() ?? { status: 202, headers: {}, body: { status: "accepted" } };
    response.writeHead(status, headers).end(JSON.stringify(body ?? {}));
  });
});
let site: TestSite;

beforeAll(async () => {
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  await writeFile(join(folder, "token"), "token-of-the-pod\n");
  site = await startTestSite(mailing, inject("postgresUrl"), { egress: doorAt((door.address() as AddressInfo).port) });
});
afterEach(async () => {
  answers = [];
  received.length = 0;
  await site.database.run("DELETE FROM letter");
  await site.database.run("DELETE FROM letter_suppression");
});
afterAll(async () => {
  await site.stop();
  door.close();
  await rm(folder, { recursive: true });
});

it("a letter is handed over once its transaction is committed, with the pod's token and what the receiver sees", async () => {
  expect(await put(site, "to=buyer@example.ru")).toEqual({ ok: true, problem: null });
  await waitForState("accepted");
  expect(received).toHaveLength(1);
  const [{ token, letter } = { token: "", letter: {} }] = received;
  expect(token).toBe("Bearer token-of-the-pod");
  expect(letter).toMatchObject({
    to: "buyer@example.ru",
    from_name: "Глина",
    reply_to: "anna@example.ru",
    subject: "Заказ № 7",
    text: `Спасибо!\n\nМы начали собирать заказ.\n\nПосмотреть заказ: ${site.identity.origin}/orders/7\n\nГлина\n${site.identity.origin}/\n`,
  });
  expect(letter["html"]).toContain(`href="${site.identity.origin}/orders/7"`);
  expect(letter["id"]).toMatch(/^[0-9a-f-]{36}$/);
});

it("nothing is kept of what was sent but who, what about and when", async () => {
  await put(site, "to=buyer@example.ru");
  await waitForState("accepted");
  expect(await site.database.row("SELECT content, subject FROM letter")).toEqual({
    content: null,
    subject: "Заказ № 7",
  });
});

it("a transaction that fails sends nothing", async () => {
  expect(await put(site, "to=buyer@example.ru&fail=1")).toEqual({ ok: false, problem: "failed" });
  await put(site, "to=other@example.ru");
  await waitForState("accepted");
  expect(received.map(({ letter }) => letter["to"])).toEqual(["other@example.ru"]);
});

it("a door that is busy is asked again when it says, by the next process too, with the same id", async () => {
  answers = [{ status: 429, headers: { "retry-after": "3600" }, body: { detail: "so many letters a day" } }];
  await put(site, "to=buyer@example.ru");
  const waiting = await waitForRow("the refusal", "reason = 'so many letters a day'");
  expect(waiting.state).toBe("waiting");
  const due = await site.database.row<{ due: boolean }>(
    "SELECT due_at > created_at + interval '59 minutes' AS due FROM letter",
  );
  expect(due).toEqual({ due: true });
  site.advanceSeconds(3_700);
  await put(site, "to=other@example.ru");
  await waitFor("both letters", () => Promise.resolve(received.length === 3 ? true : undefined));
  expect(received[0]?.letter["id"]).toBe(
    received.find(({ letter }, at) => at > 0 && letter["to"] === "buyer@example.ru")?.letter["id"],
  );
});

it("an address that does not exist is written to once and never again; another refusal says nothing of the address", async () => {
  answers = [
    { status: 422, body: { detail: "550 5.1.1 no such user", is_address_dead: true } },
    { status: 422, body: { detail: "554 5.7.1 looks like spam", is_address_dead: false } },
  ];
  await put(site, "to=Gone@example.ru");
  await waitForState("refused");
  expect(await put(site, "to=gone@example.ru")).toEqual({ ok: false, problem: "suppressed" });
  await put(site, "to=other@example.ru");
  await waitForRow("the second refusal", "reason LIKE '554%'");
  expect(await put(site, "to=other@example.ru")).toEqual({ ok: true, problem: null });
  await waitForState("accepted");
});

it("a letter that has run out is not sent", async () => {
  answers = [{ status: 503 }];
  await put(site, "to=buyer@example.ru&valid=300");
  await waitForRow("the first attempt", "reason IS NOT NULL");
  site.advanceSeconds(301);
  await put(site, "to=other@example.ru");
  await waitForRow("its end", "state = 'expired'");
  await waitForState("accepted");
  expect(received.map(({ letter }) => letter["to"])).toEqual(["buyer@example.ru", "other@example.ru"]);
});

it.for(["anna", "a@example.ru,b@example.ru"])("%j is refused before anything is kept", async (to) => {
  expect(await put(site, `to=${encodeURIComponent(to)}`)).toMatchObject({ ok: false });
  expect(await site.database.row("SELECT 1 FROM letter")).toBeUndefined();
});

it("one address gets ten letters an hour", async () => {
  for (let count = 0; count < 10; count++) expect(await put(site, "to=buyer@example.ru")).toMatchObject({ ok: true });
  expect(await put(site, "to=buyer@example.ru")).toEqual({ ok: false, problem: "too_many" });
  site.advanceSeconds(3_601);
  expect(await put(site, "to=buyer@example.ru")).toMatchObject({ ok: true });
  await waitFor("all of them", () => Promise.resolve(received.length === 11 ? true : undefined));
});

it("what a process left behind is sent by the next one; without a door there are no letters", async () => {
  const unreachable = await startTestSite(mailing, inject("postgresUrl"), { egress: doorAt(1) });
  await put(unreachable, "to=buyer@example.ru");
  await waitFor("the attempt", () =>
    unreachable.database.row("SELECT 1 FROM letter WHERE reason LIKE '%did not answer%'"),
  );
  await unreachable.stop();
  const doorless = await startTestSite(mailing, inject("postgresUrl"));
  expect(await put(doorless, "to=buyer@example.ru")).toEqual({ ok: false, problem: "not_configured" });
  await doorless.stop();
});

function doorAt(port: number) {
  return { url: `http://127.0.0.1:${port}`, tokenFile: join(folder, "token") };
}

async function put(at: TestSite, query: string): Promise<unknown> {
  const response = await fetch(`${at.url}/api/orders?${query}`, { method: "POST" });
  return response.json();
}

const waitForState = (state: string) => waitForRow(`a letter that is ${state}`, `state = '${state}'`);

function waitForRow(what: string, condition: string): Promise<{ readonly state: string }> {
  return waitFor(what, () => site.database.row<{ state: string }>(`SELECT state FROM letter WHERE ${condition}`));
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString();
}

function waitFor<Found>(what: string, find: () => Promise<Found | undefined>): Promise<Found> {
  return vi.waitFor(
    async () => {
      const found = await find();
      if (found === undefined) throw new Error(`not there: ${what}`);
      return found;
    },
    { timeout: 20_000, interval: 20 },
  );
}
