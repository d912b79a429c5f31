import { BlockList, isIP } from "node:net";

/** Networks an Ingress controller speaks from: this host and private addresses (RFC 1918, 4193, 6598). */
const inside = new BlockList();
inside.addSubnet("127.0.0.0", 8);
inside.addSubnet("10.0.0.0", 8);
inside.addSubnet("172.16.0.0", 12);
inside.addSubnet("192.168.0.0", 16);
inside.addSubnet("100.64.0.0", 10);
inside.addAddress("::1", "ipv6");
inside.addSubnet("fc00::", 7, "ipv6");

/**
 * Whether to believe X-Forwarded-For from an address. From inside only of the next hop: network policy lets nobody but the Ingress
 * in, and earlier entries of the header were written by whoever liked to. Of every hop where the platform names its range: a
 * cloud's load balancer sends from one address and writes another one of its own into the header.
 */
export function isTrustedProxy(address: string, hop: number, ranges: readonly string[]): boolean {
  const plain = address.replace(/^::ffff:/, "");
  const version = isIP(plain);
  if (version === 0) return false; // Earlier entries may be any text.
  const family = version === 6 ? "ipv6" : "ipv4";
  return (hop === 0 && inside.check(plain, family)) || listRanges(ranges).check(plain, family);
}

/** Every request asks, and the platform's ranges hardly ever change. */
const lists = new WeakMap<readonly string[], BlockList>();

function listRanges(ranges: readonly string[]): BlockList {
  const known = lists.get(ranges);
  if (known) return known;
  const list = new BlockList();
  lists.set(ranges, list);
  for (const range of ranges) {
    const [network = "", length = isIP(network) === 6 ? "128" : "32"] = range.split("/");
    list.addSubnet(network, Number(length), isIP(network) === 6 ? "ipv6" : "ipv4");
  }
  return list;
}
