import { SettingsError } from "@tochka-rosta/service/settings";
import { expect, test } from "vitest";
import { readConfig } from "./config.ts";
import { defaultLimits } from "./limits.ts";

test("settings come from the environment the platform gives", () => {
  expect(
    readConfig({ HOST: "127.0.0.1", PORT: "18080", SERVICE_BINDING_ROOT: "/bindings", INSTANCE_CONFIG_DIR: "/etc/tr" }),
  ).toEqual({
    host: "127.0.0.1",
    port: 18_080,
    logLevel: "info",
    databaseBindingDirectory: "/bindings/database",
    keysFile: "/bindings/keys/keys.json",
    instanceFile: "/etc/tr/instance.json",
    limits: defaultLimits,
  });
});

test("every problem is told at once", () => {
  const read = (): unknown => readConfig({ PORT: "http" });
  expect(read).toThrow(SettingsError);
  expect(read).toThrow(/PORT.*\n.*SERVICE_BINDING_ROOT.*\n.*INSTANCE_CONFIG_DIR/);
});
