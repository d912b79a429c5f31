import type { TestProject } from "vitest/node";
import { isClusterGiven, testClusters } from "@tochka-rosta/testing";
import { hasDebianPostgres } from "./debian-postgres.ts";
import { siteDomain } from "../real-cluster/harness/names.ts";
import { addressForPods } from "./address-for-pods.ts";
import { openCluster, skipCluster } from "./open-cluster.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** What the reader of a guide brings along; null where Debian's PostgreSQL cannot be had: the guides are skipped then. */
    guides: { readonly hostAddress: string; readonly sms: { readonly url: string; readonly secret: string } } | null;
  }
}

/** Vitest's global setup of the guides: a cluster that has our images and nothing else. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  project.provide("guides", null);
  if (isClusterGiven(process.env)) {
    const reason =
      "the guides install the platform on a cluster of their own; the one of KUBECONFIG_REAL has it already";
    return skipCluster(project, reason);
  }
  return openCluster(project, {
    name: testClusters.guides,
    // Not the dashboard's: its certificate is one of the things that a reader brings.
    certifiedNames: [`*.${siteDomain}`],
    withPlatform: false,
    async onOpen(cluster, { sms }) {
      if (await hasDebianPostgres()) project.provide("guides", { hostAddress: addressForPods(cluster), sms });
      else console.log("  no Debian PostgreSQL 15 here (its pg_dump is needed): the guides are skipped");
    },
  });
}
