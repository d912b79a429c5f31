import { expect, test } from "vitest";
import {
  type AdminRoute,
  defineModule,
  fixedSitemap,
  type ModuleDeclaration,
  type PublicRoute,
} from "./define-module.ts";
import { json } from "./route/answer.ts";

const route = (url: string): PublicRoute & AdminRoute => ({ method: "GET", url, handle: () => json({}) });

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

test("a module's name is its image's last part", () => {
  expect(defineModule(declare({})).name).toBe("sample");
});

test.each([
  ["a route of the SDK", { publicRoutes: [route("/health")] }],
  ["a route declared twice", { publicRoutes: [route("/a"), route("/a")] }],
  ["an owner's page outside /admin and /api", { adminRoutes: [route("/secret")] }],
  ["an owner's page that only looks like one", { adminRoutes: [route("/administrator")] }],
  ["a name that no host can have", { package: { version: "1", tochkaRosta: { image: "x/No_Name" } } }],
])("%s is refused at once", (_what, changes) => {
  expect(() => defineModule(declare(changes))).toThrow();
});
