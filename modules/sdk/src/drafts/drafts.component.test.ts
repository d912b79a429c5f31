import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { defineModule, fixedSitemap, type PublicRoute } from "../define-module.ts";
import { paragraphField } from "../forms/field.ts";
import { readForm } from "../forms/form-reader.ts";
import { defaultLimits } from "../limits.ts";
import { page, redirect, refuse, sendBack } from "../route/answer.ts";
import { refusals } from "../route/refusals.ts";
import { startTestSite, type TestSite } from "../testing/test-site.ts";
import type { Visitor } from "../testing/visitor.ts";
import { html } from "../text/html.ts";

const showForm: PublicRoute = {
  method: "GET",
  url: "/form",
  handle: ({ draft, language }) => {
    const errors = draft ? readForm(draft.form, language) : undefined;
    const value = draft?.form.fields.get("text") ?? "";
    errors?.paragraphs("text", { maxLength: 5, missing: "Пусто" });
    const field = paragraphField({ name: "text", label: "Text", value, errors: errors?.errors ?? {} });
    return page({ title: "Form", body: html`<form method="post" action="/form">${field}</form>` });
  },
};

const submitForm: PublicRoute = {
  method: "POST",
  url: "/form",
  formAt: "/form",
  limit: { group: "form", perMinute: 30 },
  handle: ({ form }) => {
    const text = form.fields.get("text") ?? "";
    if (text === "strange") return refuse(refusals.badRequest);
    return text.length <= 5 ? redirect("/form?taken=1") : sendBack();
  },
};

const script = `document.documentElement.dataset.ran = "1";`;
const formModule = defineModule({
  package: { version: "1.0.0", tochkaRosta: { image: "tochka-rosta/forms" } },
  titles: { ru: "Формы", en: "Forms" },
  migrations: [],
  publicRoutes: [showForm, submitForm],
  adminRoutes: [],
  adminMenu: [],
  script,
  publicFrame: () => Promise.resolve({ siteName: "Forms" }),
  sitemap: fixedSitemap([]),
});

let site: TestSite;
beforeAll(async () => {
  const drafts = { ...defaultLimits.drafts, perHolder: 3, perNetwork: 6, ofVisitors: 10, perNetworkPerMinute: 12 };
  site = await startTestSite(formModule, inject("postgresUrl"), { limits: { drafts } });
});
afterAll(() => site.stop());

const countDrafts = async (): Promise<number> =>
  (await site.database.row<{ count: number }>("SELECT count(*) AS count FROM form_draft"))?.count ?? -1;
const send = (visitor: Visitor, text: string, headers = {}) => visitor.post("/form", { text }, headers);

test("a form that comes back shows what was typed at an address of its own, in either language", async () => {
  const visitor = site.newVisitor();
  const sent = await send(visitor, "слишком длинно <b>");
  expect([sent.status, sent.headers.get("location")]).toEqual([
    303,
    expect.stringMatching(/^\/form\?draft=[0-9a-f-]{36}$/),
  ]);
  const shown = await visitor.follow(sent);
  for (const words of ["<title>Ошибка: Form", "слишком длинно &lt;b&gt;</textarea>", "знаков может быть"]) {
    expect(shown.text).toContain(words);
  }
  const english = await visitor.get(`${sent.headers.get("location")}&lang=en`);
  for (const words of ["<title>Error: Form", "слишком длинно &lt;b&gt;</textarea>", "Too long"]) {
    expect(english.text).toContain(words);
  }
});

test("a draft is its holder's alone, and gone when the form is taken or its time is over", async () => {
  const [visitor, other] = [site.newVisitor(), site.newVisitor()];
  const address = (await send(visitor, "слишком длинно")).headers.get("location") ?? "";
  await send(other, "другое длинное");
  for (const curious of [other, site.newVisitor()]) expect((await curious.get(address)).text).not.toContain("слишком");
  await send(visitor, "ok", { referer: `${site.identity.origin}${address}` });
  expect((await visitor.get(address)).text).not.toContain("слишком");
  site.advanceSeconds(defaultLimits.drafts.visitorSeconds + 1);
  await visitor.get("/form");
  expect(await countDrafts()).toBe(0);
});

test("what the SDK refuses comes back with what was typed, too, and says why", async () => {
  const visitor = site.newVisitor();
  expect((await visitor.follow(await send(visitor, "strange"))).text).toContain("Не получилось понять запрос");
  for (let index = 0; index < 29; index += 1) await send(visitor, "ok");
  const often = await visitor.follow(await send(visitor, "мой текст"));
  expect(often.text).toContain("Слишком часто");
  expect(often.text).toContain("мой текст</textarea>");
});

test("drafts are bounded per holder, per network and in all; what cannot be kept is on the page that refuses it", async () => {
  await site.database.run("DELETE FROM form_draft");
  const from = (address: string) => ({ "x-forwarded-for": address });
  const one = site.newVisitor();
  for (let index = 0; index < 5; index += 1) await send(one, "слишком длинно", from("203.0.113.1"));
  expect(await countDrafts()).toBe(3);
  for (let index = 0; index < 5; index += 1) await send(site.newVisitor(), "слишком длинно", from("203.0.113.1"));
  expect(await countDrafts()).toBe(6);
  for (let index = 2; index < 12; index += 1)
    await send(site.newVisitor(), "слишком длинно", from(`203.0.113.${index}`));
  expect(await countDrafts()).toBe(10);

  for (let index = 0; index < 2; index += 1) await send(site.newVisitor(), "слишком длинно", from("203.0.113.1"));
  const often = await send(site.newVisitor(), "слишком часто <1>", from("203.0.113.1"));
  expect(often.status).toBe(429);
  expect(often.text).toContain('name="text" value="слишком часто &lt;1&gt;"');
  expect(often.text).toContain('class="language" href="/form?lang=en"');
  const large = await send(site.newVisitor(), "x".repeat(40_000), from("203.0.113.77"));
  expect([large.status, large.text.includes('name="text" value="xxx')]).toEqual([413, true]);
});

test("a module's one script runs by its exact address, and nothing else does", async () => {
  const { text, headers } = await site.newVisitor().get("/form");
  const path = /<script src="([^"]+)" defer><\/script>/.exec(text)?.[1] ?? "";
  expect(headers.get("content-security-policy")).toContain(`; script-src ${site.identity.origin}${path}`);
  expect(headers.get("content-security-policy")).not.toMatch(/unsafe|\*|script-src 'self'/);
  const file = await site.newVisitor().get(path);
  expect([file.text, file.headers.get("content-type")]).toEqual([script, "text/javascript; charset=utf-8"]);
  expect(file.headers.get("cache-control")).toContain("immutable");
});
