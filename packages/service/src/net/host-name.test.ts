import { expect, test } from "vitest";
import { normalizeHostName, parseAddress } from "./host-name.ts";

test.each([
  ["api.example.com", "api.example.com"],
  ["API.Example.COM.", "api.example.com"],
  ["ｅｘａｍｐｌｅ.com", "example.com"],
  ["exa\u00admple.com", "example.com"],
  ["пример.рф", "xn--e1afmkfd.xn--p1ai"],
  ["localhost", "localhost"],
  ["sms.gateway.svc", "sms.gateway.svc"],
])("%s is compared as %s", (given, name) => {
  expect(normalizeHostName(given)).toBe(name);
});

test.each([
  ...["127.0.0.1", "127.1", "0", "2130706433", "0x7f000001", "0177.0.0.1", "1.2.3.4.", "a.0x10", "example.1"],
  ...["１２７.０.０.１", "127。0。0。1", "①②⑦.0.0.1", "::1", "[::1]", "::ffff:127.0.0.1", "fe80::1%eth0"],
  ...["", ".", "a..b", "example.com..", "-a.com", "a-.com", "a_b.com", "*.example.com", "a b.com", "a\tb.com"],
  ...["a%2eb.com", "evil\\@ok", "evil#ok", "ok:443@evil", "a/b", "a?b", "a／b", "a＠b", `${"a".repeat(64)}.com`],
  `${"a.".repeat(200)}com`,
])("%j is no name", (given) => {
  expect(normalizeHostName(given)).toBeUndefined();
});

test.each([
  ["192.0.2.1", 4, "192.0.2.1"],
  ["::ffff:192.0.2.1", 4, "192.0.2.1"],
  ["::FFFF:7f00:1", 4, "127.0.0.1"],
  ["0:0:0:0:0:ffff:a9fe:a9fe", 4, "169.254.169.254"],
  ["::7f00:1", 6, "::7f00:1"],
  ["2001:0DB8:0000::0001", 6, "2001:db8::1"],
  ["64:ff9b::192.0.2.33", 6, "64:ff9b::c000:221"],
])("the address %s is %i %s", (given, family, text) => {
  expect(parseAddress(given)).toEqual({ family, text });
});

test.each(["127.1", "0177.0.0.1", "1.2.3", "1.2.3.4.", "fe80::1%eth0", "::1%lo", "[::1]", "example.com", ""])(
  "%j is no address",
  (given) => {
    expect(parseAddress(given)).toBeUndefined();
  },
);
