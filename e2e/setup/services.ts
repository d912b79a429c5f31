import type { TestProject } from "vitest/node";
import { offerTls } from "./postgres-tls.ts";
import { startTestPostgres } from "./postgres.ts";
import type { TestService } from "./provided.ts";
import { recordRanOn } from "@tochka-rosta/testing";
import { startTestRedis } from "./redis.ts";
import { readPostgresVersion, readRedisVersion } from "./versions.ts";

/** Vitest's global setup of the component tests: one PostgreSQL and one Redis for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startTestPostgres(process.env["TEST_POSTGRES_URL"]);
  const services: TestService[] = [postgres];
  project.provide("postgresUrl", postgres.url);
  const isOurs = !process.env["TEST_POSTGRES_URL"];
  project.provide("postgresTls", isOurs ? await offerTls(postgres.url) : null);

  const redis = await startTestRedis(process.env["TEST_REDIS_URL"]);
  if (redis) services.push(redis);
  else console.log("  no Redis on this machine (install redis-server, or set TEST_REDIS_URL): its tests are skipped");
  project.provide("redisUrl", redis?.url ?? null);
  recordRanOn(
    "component",
    `PostgreSQL ${await readPostgresVersion(postgres.url)} ${postgres.origin}`,
    redis ? `Redis ${await readRedisVersion(redis.url)} ${redis.origin}` : "no Redis (its tests are skipped)",
  );

  return async () => {
    for (const service of services) await service.stop();
  };
}
