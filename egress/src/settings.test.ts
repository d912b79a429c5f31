import { expect, test } from "vitest";
import { readConfig } from "./settings.ts";

test("hosts are read in their one spelling", () => {
  const { privateTargets, platformClients } = readConfig({
    PRIVATE_TARGETS:
      '[{"host":"SMS.internal.","port":8080,"addresses":["::ffff:10.0.0.5"]},{"host":"[FD00::1]","port":80}]',
    PLATFORM_CLIENTS: '[{"namespace":"n","serviceAccount":"core","hosts":[{"host":"SMS.internal","port":8080}]}]',
  });
  expect(privateTargets).toEqual([
    { host: "sms.internal", port: 8080, addresses: ["10.0.0.5"] },
    { host: "fd00::1", port: 80, addresses: [] },
  ]);
  expect(platformClients).toEqual([
    { namespace: "n", serviceAccount: "core", hosts: [{ host: "sms.internal", port: 8080 }] },
  ]);
});

test.each([
  ["PRIVATE_TARGETS", '[{"host":"127.1","port":80}]', '"127.1" is no host'],
  ["PRIVATE_TARGETS", '[{"host":"*.internal","port":80}]', "is no host"],
  ["PRIVATE_TARGETS", '[{"host":"a.internal","port":"80"}]', 'a.internal: "80" is no port'],
  ["PRIVATE_TARGETS", '[{"host":"a.internal","port":80,"addresses":["10.0.0"]}]', '"10.0.0" is no address'],
  ["PLATFORM_CLIENTS", '[{"namespace":"n"}]', "needs namespace, serviceAccount and hosts"],
  ["PLATFORM_CLIENTS", '[{"namespace":"n","serviceAccount":"core","hosts":[{"host":"a"}]}]', "needs a host and a port"],
])("%s=%s is refused with what is wrong", (name, text, problem) => {
  expect(() => readConfig({ [name]: text })).toThrow(problem);
});
