import { BlockList, isIPv6 } from "node:net";

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
 * Whether to believe X-Forwarded-For from a peer. Only the next hop, and only from inside: network policy lets nobody but the
 * Ingress in, and earlier entries of the header were written by whoever liked to.
 */
export function isTrustedProxy(address: string, hop: number): boolean {
  const plain = address.replace(/^::ffff:/, "");
  return hop === 0 && inside.check(plain, isIPv6(plain) ? "ipv6" : "ipv4");
}
