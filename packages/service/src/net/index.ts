/** Addresses, ranges, and who is believed about them. */
export { isCidr } from "./cidr.ts";
export { networkOf } from "./network-of.ts";
export { isTrustedProxy } from "./proxy-trust.ts";
