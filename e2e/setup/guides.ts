import type { TestProject } from "vitest/node";
import { hasDebianPostgres } from "../guides/debian-postgres.ts";
import { addressForPods } from "./address-for-pods.ts";
import { openCluster } from "./open-cluster.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** What the reader of a guide brings along; null where Debian's PostgreSQL cannot be had: the guides are skipped then. */
    guides: { readonly hostAddress: string; readonly sms: { readonly url: string; readonly secret: string } } | null;
  }
}

/** Vitest's global setup of the guides: a cluster that has our images and nothing else. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const hasPostgres = await hasDebianPostgres();
  if (!hasPostgres) console.log("  no Debian PostgreSQL 15 here (its pg_dump is needed): the guides are skipped");
  project.provide("guides", null);
  return openCluster(project, {
    name: "guides",
    withPlatform: false,
    async onOpen(cluster, { sms }) {
      if (hasPostgres) project.provide("guides", { hostAddress: addressForPods(cluster), sms });
    },
  });
}
