import { findKubectl, isDockerAnswering } from "@tochka-rosta/testing";
import { useGiven } from "./given.ts";
import { startK3s } from "./k3s.ts";
import { startOwn } from "./own/start-own.ts";
import type { RealCluster, RealClusterOptions } from "./real-cluster.ts";

export type { RealCluster, RealClusterOptions } from "./real-cluster.ts";
export type { OwnCluster } from "./own/own-cluster.ts";
export type { PartName } from "./own/plan.ts";

type Outcome = RealCluster | { readonly missing: string };
type Way = (options: RealClusterOptions) => Promise<Outcome>;

const ways: Readonly<Record<string, Way>> = {
  async kubeconfig() {
    const kubeconfigPath = process.env["KUBECONFIG_REAL"];
    if (!kubeconfigPath) return { missing: "KUBECONFIG_REAL names no kubeconfig" };
    const kubectl = await findKubectl(process.env["KUBECTL"]);
    if (!kubectl) throw new Error("KUBECONFIG_REAL is read by kubectl 1.36: install it and set KUBECTL");
    return useGiven({ kubeconfigPath, kubectl, loadCommand: process.env["REAL_CLUSTER_LOAD_IMAGE"] });
  },
  own: (options) => startOwn(options),
  async k3s(options) {
    if (!(await isDockerAnswering())) return { missing: "no Docker engine answers for k3s" };
    return startK3s(options, process.env["K3S_IMAGE"]);
  },
};

/**
 * A cluster, or why there is none here (one line that says what is missing and the other ways). REAL_CLUSTER chooses a way by
 * name (`kubeconfig`, `own`, `k3s`); otherwise the first that works is taken.
 * @throws Error when a way should work and does not: that is a failure, not a reason to skip.
 */
export async function startRealCluster(options: RealClusterOptions): Promise<Outcome> {
  const chosen = process.env["REAL_CLUSTER"];
  if (chosen) {
    const way = ways[chosen];
    if (way === undefined) throw new Error(`REAL_CLUSTER is "${chosen}"; it may be ${Object.keys(ways).join(", ")}.`);
    return way(options);
  }
  const missing: string[] = [];
  for (const way of Object.values(ways)) {
    const outcome = await way(options);
    if (!("missing" in outcome)) return outcome;
    missing.push(outcome.missing);
  }
  return { missing: `no real cluster here: ${missing.join("; ")}` };
}
