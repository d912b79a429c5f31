import { connect, isIP } from "node:net";
import { expect, test } from "vitest";
import { createAddressGuard } from "./address-guard.ts";

const guard = createAddressGuard({
  denyCidrs: ["93.184.0.0/16", "2a00:1450::/32"],
  ownAddresses: ["81.2.3.4", "fe80::1%lo"],
});

// One line of ground for each: the first and the last address of every range, and what lies beside it.
test.each([
  ["0.0.0.0", "unspecified"],
  ["0.255.255.255", "unspecified"],
  ["10.0.0.0", "private"],
  ["10.255.255.255", "private"],
  ["100.64.0.0", "shared"],
  ["100.100.100.200", "shared"],
  ["100.127.255.255", "shared"],
  ["127.0.0.1", "loopback"],
  ["127.255.255.255", "loopback"],
  ["168.63.129.16", "metadata"],
  ["169.254.0.0", "link_local"],
  ["169.254.169.254", "link_local"],
  ["169.254.255.255", "link_local"],
  ["172.16.0.0", "private"],
  ["172.31.255.255", "private"],
  ["192.0.0.0", "reserved"],
  ["192.0.0.192", "reserved"],
  ["192.0.2.255", "documentation"],
  ["192.31.196.1", "reserved"],
  ["192.52.193.1", "reserved"],
  ["192.88.99.1", "translation"],
  ["192.168.0.0", "private"],
  ["192.168.255.255", "private"],
  ["192.175.48.1", "reserved"],
  ["198.18.0.0", "reserved"],
  ["198.19.255.255", "reserved"],
  ["198.51.100.7", "documentation"],
  ["203.0.113.7", "documentation"],
  ["224.0.0.1", "multicast"],
  ["239.255.255.255", "multicast"],
  ["240.0.0.1", "reserved"],
  ["255.255.255.255", "reserved"],
  ["::", "not_global"],
  ["::1", "not_global"],
  ["::7f00:1", "not_global"],
  ["::127.0.0.1", "not_global"],
  ["::ffff:127.0.0.1", "loopback"],
  ["::ffff:7f00:1", "loopback"],
  ["::ffff:a9fe:a9fe", "link_local"],
  ["0:0:0:0:0:ffff:0a00:1", "private"],
  ["::ffff:0:7f00:1", "not_global"],
  ["64:ff9b::7f00:1", "not_global"],
  ["64:ff9b:1::7f00:1", "not_global"],
  ["100::1", "not_global"],
  ["100:0:0:1::1", "not_global"],
  ["2001::1", "translation"],
  ["2001:0:7f00:1::", "translation"],
  ["2001:1ff:ffff::", "translation"],
  ["2001:db8::1", "documentation"],
  ["2002:7f00:1::", "translation"],
  ["2620:4f:8000::1", "reserved"],
  ["3fff::1", "documentation"],
  ["3fff:fff::1", "documentation"],
  ["4000::1", "not_global"],
  ["5f00::1", "not_global"],
  ["fc00::1", "not_global"],
  ["fd00:ec2::254", "not_global"],
  ["fe80::1", "not_global"],
  ["fec0::1", "not_global"],
  ["ff02::1", "not_global"],
  ["::1%lo", "reserved"],
  ["fe80::1%eth0", "reserved"],
  ["127.1", "reserved"],
  ["no address", "reserved"],
  ["81.2.3.4", "own"],
  ["::ffff:81.2.3.4", "own"],
  ["93.184.216.34", "denied_by_operator"],
  ["2a00:1450::8", "denied_by_operator"],
])("%s is %s", (address, kind) => {
  expect(guard.classify(address)).toBe(kind);
});

test.each([
  ...[
    "8.8.8.8",
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.1",
  ],
  ...[
    "168.63.129.15",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "191.255.255.255",
    "192.0.1.1",
  ],
  ...["192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "77.88.55.60", "81.2.3.5"],
  ...[
    "2a02:6b8::feed:ff",
    "2606:4700:4700::1111",
    "2001:4860:4860::8888",
    "2001:200::1",
    "2003::1",
    "3ffe::1",
    "::ffff:8.8.8.8",
  ],
])("%s is public", (address) => {
  expect(guard.classify(address)).toBeUndefined();
});

test.each([
  ...["10.0.0.1", "168.63.129.16", "93.184.216.34", "::7f00:1", "fe80::1", "64:ff9b::1", "4000::1", "3fff::1"],
])("the second lock knows %s, too", (address) => {
  expect(guard.blockList.check(address, isIP(address) === 4 ? "ipv4" : "ipv6")).toBe(true);
});

test("the socket itself asks the second lock", async () => {
  const { blockList } = guard;
  const error = await new Promise((resolve) => {
    connect({ host: "127.0.0.1", port: 9, blockList }).once("error", resolve);
  });
  expect(error).toMatchObject({ code: "ERR_IP_BLOCKED" });
});
