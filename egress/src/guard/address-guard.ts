import { BlockList } from "node:net";
import { parseAddress } from "@tochka-rosta/service/net";
import {
  globalIpv6,
  notGlobalIpv6,
  refusedIpv4,
  refusedIpv6,
  type AddressClass,
  type RefusedRange,
} from "./refused-ranges.ts";

/** Says which addresses are not public. */
export interface AddressGuard {
  /** Undefined for a public address; what cannot be read is no public address. */
  classify(address: string): AddressClass | undefined;
  /** The same ranges for `net.connect`, a second lock behind the first. */
  readonly blockList: BlockList;
}

/** What an installation adds to the ranges that are refused everywhere. */
export interface AddressGuardOptions {
  /** Pods, services, nodes, the API server, the platform's own front: what looks public and is not. */
  readonly denyCidrs: readonly string[];
  /** The door's own addresses. */
  readonly ownAddresses: readonly string[];
}

/** Makes the guard. */
export function createAddressGuard({ denyCidrs, ownAddresses }: AddressGuardOptions): AddressGuard {
  const rows: readonly RefusedRange[] = [
    ...refusedIpv4,
    ...refusedIpv6,
    ...ownAddresses.flatMap((address) => ownRange(address)),
    ...denyCidrs.map((range) => ({ range, class: "denied_by_operator" }) as const),
  ];
  const refused = rows.map((row) => ({ list: listOf([row.range]), class: row.class }));
  const global = listOf([globalIpv6]);
  return {
    classify: (text) => {
      const address = parseAddress(text);
      if (address === undefined) return "reserved";
      const family = address.family === 4 ? "ipv4" : "ipv6";
      const found = refused.find(({ list }) => list.check(address.text, family));
      if (found !== undefined) return found.class;
      return family === "ipv6" && !global.check(address.text, family) ? "not_global" : undefined;
    },
    blockList: listOf([...rows.map(({ range }) => range), ...notGlobalIpv6]),
  };
}

function ownRange(text: string): readonly RefusedRange[] {
  const address = parseAddress(text);
  return address === undefined ? [] : [{ range: `${address.text}/${address.family === 4 ? 32 : 128}`, class: "own" }];
}

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", length] = range.split("/");
    list.addSubnet(address, Number(length), address.includes(":") ? "ipv6" : "ipv4");
  }
  return list;
}
