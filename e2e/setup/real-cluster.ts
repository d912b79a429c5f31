import type { TestProject } from "vitest/node";
import { testClusters } from "../cluster/src/test-clusters.ts";
import { dashboardHost, siteDomain } from "../real-cluster/harness/names.ts";
import { openCluster } from "./open-cluster.ts";

/** Vitest's global setup of the tests on a real cluster: the cluster, our images in it, the chart installed once. */
export default function setup(project: TestProject): Promise<() => Promise<void>> {
  return openCluster(project, {
    name: testClusters.shared,
    certifiedNames: [`*.${siteDomain}`, dashboardHost],
    withPlatform: true,
  });
}
