/** One range that no tunnel leads to, and the word by which figures name it. */
export interface RefusedRange {
  readonly range: string;
  readonly class: AddressClass;
}

/** What an address is, where it is not public. */
export type AddressClass =
  | "unspecified"
  | "loopback"
  | "link_local"
  | "metadata"
  | "private"
  | "shared"
  | "multicast"
  | "reserved"
  | "documentation"
  | "translation"
  | "not_global"
  | "own"
  | "denied_by_operator";

/** IANA's special-purpose registry of IPv4, and one address that a cloud answers at which every library takes for public. */
export const refusedIpv4: readonly RefusedRange[] = [
  { range: "0.0.0.0/8", class: "unspecified" },
  { range: "10.0.0.0/8", class: "private" },
  { range: "100.64.0.0/10", class: "shared" },
  { range: "127.0.0.0/8", class: "loopback" },
  { range: "168.63.129.16/32", class: "metadata" },
  { range: "169.254.0.0/16", class: "link_local" },
  { range: "172.16.0.0/12", class: "private" },
  { range: "192.0.0.0/24", class: "reserved" },
  { range: "192.0.2.0/24", class: "documentation" },
  { range: "192.31.196.0/24", class: "reserved" },
  { range: "192.52.193.0/24", class: "reserved" },
  { range: "192.88.99.0/24", class: "translation" },
  { range: "192.168.0.0/16", class: "private" },
  { range: "192.175.48.0/24", class: "reserved" },
  { range: "198.18.0.0/15", class: "reserved" },
  { range: "198.51.100.0/24", class: "documentation" },
  { range: "203.0.113.0/24", class: "documentation" },
  { range: "224.0.0.0/4", class: "multicast" },
  { range: "240.0.0.0/4", class: "reserved" },
];

/** Of IPv6 nothing but global unicast is public: lists of what is refused have missed a form each time one was made. */
export const globalIpv6 = "2000::/3";

/** What of global unicast is none: tunnels to IPv4, documentation, local uses. */
export const refusedIpv6: readonly RefusedRange[] = [
  { range: "2001::/23", class: "translation" },
  { range: "2001:db8::/32", class: "documentation" },
  { range: "2002::/16", class: "translation" },
  { range: "2620:4f:8000::/48", class: "reserved" },
  { range: "3fff::/20", class: "documentation" },
];

/** Everything outside of global unicast, for a list that can only refuse. */
export const notGlobalIpv6 = ["::/3", "4000::/2", "8000::/1"] as const;

/** Where not even a host that the platform operator lists may lead by its name: no service lives there, but the cloud's keys do. */
export const neverByName: readonly AddressClass[] = ["unspecified", "link_local", "metadata", "multicast"];
