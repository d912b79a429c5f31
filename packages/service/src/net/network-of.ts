import { isIP } from "node:net";
import { readIpv6Words } from "./ipv6-words.ts";

/**
 * The network that an address is counted by: an IPv4 address itself, also where it is written inside an IPv6 one; of IPv6 the /64, since one
 * customer has 2^64 addresses there. What is no address stays as it is.
 *
 * @example
 * networkOf("2001:db8:0:1::7"); // "2001:db8:0:1::/64"
 * networkOf("::ffff:192.0.2.1"); // "192.0.2.1"
 */
export function networkOf(address: string): string {
  const [plain = ""] = address.split("%");
  if (isIP(plain) !== 6) return plain;
  const words = readIpv6Words(plain);
  const isMapped = words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff;
  if (isMapped) return [...words.slice(6)].flatMap((word) => [word >> 8, word & 0xff]).join(".");
  const network = words.slice(0, 4).map((word) => word.toString(16));
  return `${network.join(":")}::/64`;
}
