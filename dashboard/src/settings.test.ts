import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";

test("tenants' sites lie below the public host unless said otherwise", () => {
  const env = { CORE_URL: "http://127.0.0.1:18000/", PUBLIC_ORIGIN: "http://localhost:3000" };
  expect(readSettings(env)).toEqual({
    coreUrl: "http://127.0.0.1:18000",
    publicOrigin: "http://localhost:3000",
    siteOrigins: "http://*.localhost:3000",
    showsApiReference: false,
    platformOperator: { name: "демонстрационный оператор", details: undefined },
    isDevelopment: false,
  });
  expect(readSettings({ ...env, SITE_ORIGINS: "https://*.rosta.site" }).siteOrigins).toBe("https://*.rosta.site");
});

test("every missing setting is named at once", () => {
  expect(() => readSettings({ CORE_URL: "core" })).toThrow(/CORE_URL: must be a URL.*\n.*PUBLIC_ORIGIN: must be set/);
});
