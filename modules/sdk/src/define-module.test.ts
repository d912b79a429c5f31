import { expect, test } from "vitest";
import {
  type AdminRoute,
  defineModule,
  fixedSitemap,
  type ModuleDeclaration,
  type PublicRoute,
} from "./define-module.ts";
import { json, page } from "./route/answer.ts";
import { html } from "./text/html.ts";

const route = (url: string): PublicRoute & AdminRoute => ({ method: "GET", url, handle: () => json({}) });

const formAt = (page: string): PublicRoute & AdminRoute => ({
  method: "POST",
  url: "/admin/form",
  formAt: page,
  handle: () => json({}),
});

const declare = (changes: Partial<ModuleDeclaration>): ModuleDeclaration => ({
  package: { version: "1.0.0", tochkaRosta: { image: "tochka-rosta/sample" } },
  titles: { ru: "Пример", en: "Sample" },
  migrations: [],
  publicRoutes: [],
  adminRoutes: [],
  adminMenu: [],
  publicFrame: () => Promise.resolve({ siteName: "x" }),
  sitemap: fixedSitemap([]),
  ...changes,
});

test("a form has a page, and draws none itself", () => {
  const pages = { publicRoutes: [], adminRoutes: [route("/admin/edit"), formAt("/admin/edit")] };
  expect(defineModule(declare(pages)).adminRoutes).toHaveLength(2);
  // @ts-expect-error a page drawn from a POST has no address
  const drawn: PublicRoute = {
    method: "POST",
    url: "/x",
    formAt: "/",
    handle: () => page({ title: "", body: html`` }),
  };
  // @ts-expect-error what takes a form names the page that shows it
  const homeless: PublicRoute = { method: "POST", url: "/x", handle: () => json({}) };
  expect([drawn, homeless]).toHaveLength(2);
});

test("a module's name is its image's last part", () => {
  expect(defineModule(declare({})).name).toBe("sample");
});

test.each([
  ["a route of the SDK", { publicRoutes: [route("/health")] }],
  ["a route declared twice", { publicRoutes: [route("/a"), route("/a")] }],
  ["an owner's page outside /admin and /api", { adminRoutes: [route("/secret")] }],
  ["an owner's page that only looks like one", { adminRoutes: [route("/administrator")] }],
  ["a form without a page that shows it", { publicRoutes: [formAt("/nowhere")] }],
  ["a form of the owner's whose page is the public's", { publicRoutes: [route("/a")], adminRoutes: [formAt("/a")] }],
  ["a colour of a release before", { style: ".mine { color: var(--brand-wash); }" }],
  ["a name that no host can have", { package: { version: "1", tochkaRosta: { image: "x/No_Name" } } }],
])("%s is refused at once", (_what, changes) => {
  expect(() => defineModule(declare(changes))).toThrow();
});
