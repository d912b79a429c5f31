/** Addresses, names, ranges, and who is believed about them. */
export { isCidr } from "./cidr.ts";
export { normalizeHostName, parseAddress, type Address } from "./host-name.ts";
export { networkOf } from "./network-of.ts";
export { isTrustedProxy } from "./proxy-trust.ts";
