import { fileRefusalOf, uploadedFileOf } from "../forms/form.ts";
import { type AdminRoute, defineModule, fixedSitemap, type PublicRoute } from "../define-module.ts";
import { json, page, redirect } from "../route/answer.ts";
import { RefusedError, refusals } from "../route/refusals.ts";
import { html } from "../text/html.ts";

const home: PublicRoute = {
  method: "GET",
  url: "/",
  handle: (context) => page({ title: "Sample", canonicalPath: "/", body: html`<p>${context.language}</p>` }),
};

const echo: PublicRoute = {
  method: "POST",
  url: "/api/echo",
  limit: { group: "echo", perMinute: 5 },
  handle: (context) => json({ said: context.form.fields.get("text") ?? null, address: context.address }),
};

const failing: PublicRoute = {
  method: "GET",
  url: "/api/failing",
  handle: () => {
    throw new Error("a secret that nobody outside may read");
  },
};

/** Longer than any test. */
const sleeping: PublicRoute = {
  method: "GET",
  url: "/sleeping",
  handle: async ({ database }) => {
    await database.row("SELECT pg_sleep(600)");
    return json({ done: true });
  },
};

/** Waits for whoever holds this lock. */
export const waitingLock = 7_264_913;

const waiting: PublicRoute = {
  method: "GET",
  url: "/waiting",
  handle: async ({ database }) => {
    await database.row("SELECT pg_advisory_xact_lock($1)", [waitingLock]);
    return json({ done: true });
  },
};

/** Like `/waiting`, of those that cost much. */
const expensive: PublicRoute = { ...waiting, url: "/expensive", cost: "expensive" };

/** How often the stored bytes of a key were read. */
export const readsOfStored = new Map<string, number>();
/** More than the kernel takes off a process's hands for a reader that does not read. */
export const STORED_BYTES = 24 * 1024 * 1024;

const stored: PublicRoute = {
  method: "GET",
  url: "/stored/:key",
  cost: "stored",
  handle: ({ params: { key = "" } }) => ({
    kind: "bytes",
    key,
    read: () => {
      readsOfStored.set(key, (readsOfStored.get(key) ?? 0) + 1);
      return Promise.resolve(
        key === "nothing" ? undefined : { bytes: Buffer.alloc(STORED_BYTES), mediaType: "image/png" },
      );
    },
  }),
};

const crowded: PublicRoute = {
  method: "POST",
  url: "/crowded",
  formAt: "/",
  handle: () => {
    throw new RefusedError(refusals.busy, "for a test");
  },
};

const endless: PublicRoute = {
  method: "GET",
  url: "/endless",
  handle: ({ query }) => json({ text: "x".repeat(Number(query["bytes"])) }),
};

const admin: AdminRoute = {
  method: "GET",
  url: "/admin",
  handle: (context) => page({ title: "Admin", body: html`<p>${context.owner.subject}</p>` }),
};

const adminUpload: AdminRoute = {
  method: "POST",
  url: "/admin/upload",
  formAt: "/admin",
  takesUpload: true,
  handle: ({ form }) => {
    const bytes = fileRefusalOf(form) ?? uploadedFileOf(form)?.bytes.length ?? null;
    return json({ bytes: typeof bytes === "object" ? null : bytes, title: form.fields.get("title") ?? null });
  },
};

/** As a careless author would write it. */
const leading: PublicRoute = { method: "GET", url: "/leading", handle: ({ query }) => redirect(query["to"] ?? "/") };

const adminApi: AdminRoute = { method: "GET", url: "/api/secret", handle: () => json({ secret: true }) };

/** A module for the SDK's own tests: a page, a post, a failure, an owner's side. */
export const sampleModule = defineModule({
  package: { version: "1.2.3", tochkaRosta: { image: "tochka-rosta/sample" } },
  titles: { ru: "Пример", en: "Sample" },
  migrations: [{ id: "0001-thing", sql: "CREATE TABLE thing (id int)" }],
  publicRoutes: [home, echo, leading, failing, sleeping, waiting, expensive, stored, endless, crowded],
  adminRoutes: [admin, adminUpload, adminApi],
  adminMenu: [{ path: "/admin", label: { ru: "Обзор", en: "Overview" } }],
  publicFrame: () => Promise.resolve({ siteName: "Пример" }),
  sitemap: fixedSitemap([{ path: "/" }]),
});
