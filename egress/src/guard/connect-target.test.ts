import { expect, test } from "vitest";
import { keyOfTarget, parseConnectTarget } from "./connect-target.ts";

test.each([
  ["api.example.com:443", "api.example.com:443", false],
  ["API.Example.com.:8443", "api.example.com:8443", false],
  ["xn--e1afmkfd.xn--p1ai:443", "xn--e1afmkfd.xn--p1ai:443", false],
  ["10.0.0.5:8080", "10.0.0.5:8080", true],
  ["[::ffff:10.0.0.5]:8080", "10.0.0.5:8080", true],
  ["[FD00::1]:443", "[fd00::1]:443", true],
])("%s is read as %s", (text, key, isAddress) => {
  const target = parseConnectTarget(text);
  expect([target && keyOfTarget(target), target?.isAddress]).toEqual([key, isAddress]);
});

test.each([
  ...[
    "",
    "a",
    "a.example",
    "a.example:",
    "a.example:0",
    "a.example:65536",
    "a.example:0443",
    "a.example:4430000",
    ":443",
  ],
  ...["a:443@evil:80", "a:443/", "http://a:443", "a%2eb:443", "a?b:443", "a#b:443", "a b:443", "a\\b:443", "/a:443"],
  ...["127.1:443", "0x7f000001:443", "2130706433:443", "0177.0.0.1:443", "0:443", "①②⑦.0.0.1:443", "127。0。0。1:443"],
  ...["::1:443", "[::1%lo]:443", "[fe80::1%25eth0]:443", "[127.0.0.1]:443", "[a.example]:443", "[::1]", "[::1]443"],
])("%j is refused", (text) => {
  expect(parseConnectTarget(text)).toBeUndefined();
});
