import { networkInterfaces } from "node:os";
import { cableOf } from "./settings.ts";

type Interfaces = Readonly<Record<string, readonly { readonly address: string }[] | undefined>>;

/**
 * The first number whose link and addresses nobody uses on this machine.
 * @throws Error when all are taken.
 */
export function chooseCable(interfaces: Interfaces = networkInterfaces()): number {
  const addresses = Object.values(interfaces).flatMap((list) => list?.map(({ address }) => address) ?? []);
  for (let number = 1; number < 255; number += 1) {
    const { link, hostAddress } = cableOf(number);
    const network = hostAddress.slice(0, hostAddress.lastIndexOf(".") + 1);
    if (interfaces[link] === undefined && !addresses.some((address) => address.startsWith(network))) return number;
  }
  throw new Error("Every network from 10.77.1.0/24 to 10.77.254.0/24 is in use on this machine.");
}
