import type { TestProject } from "vitest/node";
import { testClusters } from "@tochka-rosta/testing";
import { describeMachine } from "../real-cluster/harness/machine-traces.ts";
import { dashboardHost, siteDomain } from "../real-cluster/harness/names.ts";
import { openCluster } from "./open-cluster.ts";

/** Vitest's global setup of the tests on a real cluster: the cluster, our images in it, the chart installed once. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Where it cannot be looked at there may be no cluster of our own either, or its tools are installed later.
  project.provide("machineBefore", await describeMachine().catch(() => null));
  return openCluster(project, {
    name: testClusters.shared,
    certifiedNames: [`*.${siteDomain}`, dashboardHost],
    withPlatform: true,
  });
}
