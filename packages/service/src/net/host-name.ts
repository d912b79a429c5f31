import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import { canonicalIpv6, readIpv6Words } from "./ipv6-words.ts";

const label = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
const namePattern = new RegExp(`^(?=.{1,253}$)${label}(\\.${label})*$`);
/** What ends like this is read as an address by browsers and by Node.js: `127.1`, `0x7f000001`, `1.2.3.04`. */
const numericEnd = /(^|\.)(\d+|0x[\da-f]*)$/;
/** Signs that URLs give a meaning of their own, and escapes: a name that holds one was meant to be read in two ways. */
const foreignSigns = /[\s#%/:?@[\\\]^|<>]/u;

/**
 * A DNS name in the one spelling that names are compared in: Punycode, small letters, no dot at the end. Undefined for what is no name, and
 * for addresses in every spelling that some resolver takes for one.
 *
 * @example
 * normalizeHostName("ПРИМЕР.рф."); // "xn--e1afmkfd.xn--p1ai"
 * normalizeHostName("127.1"); // undefined
 */
export function normalizeHostName(text: string): string | undefined {
  if (text.length > 255 || foreignSigns.test(text)) return undefined;
  const name = domainToASCII(text).replace(/\.$/, "");
  return namePattern.test(name) && !numericEnd.test(name) ? name : undefined;
}

/** An address in its one spelling. */
export interface Address {
  readonly family: 4 | 6;
  readonly text: string;
}

/**
 * An address of IPv4 in four decimal parts, or of IPv6 in any spelling without a zone; an IPv4 address that is written inside an IPv6 one
 * (`::ffff:…`) is itself. Undefined for everything else.
 *
 * @example
 * parseAddress("::ffff:7f00:1"); // { family: 4, text: "127.0.0.1" }
 * parseAddress("0177.0.0.1"); // undefined
 */
export function parseAddress(text: string): Address | undefined {
  const version = isIP(text);
  if (version === 4) return { family: 4, text };
  if (version !== 6 || text.includes("%")) return undefined;
  const words = readIpv6Words(text);
  const isMapped = words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff;
  if (!isMapped) return { family: 6, text: canonicalIpv6(text) };
  return {
    family: 4,
    text: words
      .slice(6)
      .flatMap((word) => [word >> 8, word & 0xff])
      .join("."),
  };
}
