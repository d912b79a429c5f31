import type { TestProject } from "vitest/node";
import { testClusters } from "@tochka-rosta/testing";
import { dashboardHost, siteDomain } from "../real-cluster/harness/names.ts";
import { releaseBefore } from "../releases/harness/fixture.ts";
import { openCluster } from "./open-cluster.ts";

/** Vitest's global setup of the tests of upgrades: a cluster with the release before, from its own sources and by its own chart. */
export default function setup(project: TestProject): Promise<() => Promise<void>> {
  return openCluster(project, {
    name: testClusters.shared,
    certifiedNames: [`*.${siteDomain}`, dashboardHost],
    withPlatform: true,
    release: releaseBefore,
  });
}
