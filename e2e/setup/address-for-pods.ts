import { networkInterfaces } from "node:os";
import type { RealCluster } from "../cluster/src/index.ts";

/** Where pods reach this machine. Of somebody else's cluster only an attempt can tell: this machine's first outer address. */
export function addressForPods({ own }: Pick<RealCluster, "own">): string {
  if (own) return own.hostAddress;
  const outer = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal);
  if (!outer) throw new Error("Codes by SMS need an address of this machine that pods reach, and it has none");
  return outer.address;
}
