import type { Context } from "../../context.ts";
import { ProblemError } from "../../errors/problem.ts";
import { version } from "../../version.ts";
import type { DetailedHealth } from "./schemas.ts";

/** Whether this process can serve: its database answers. Throws NOT_READY. The cluster is not asked: changes can wait. */
export async function readHealth({ config, databaseProbe }: Context) {
  try {
    await databaseProbe.check();
  } catch (error) {
    throw new ProblemError("NOT_READY", { note: "the database does not answer", cause: error });
  }
  return { status: "ok" as const, environment: config.environment, version };
}

/** How each part fares; never throws. */
export async function readDetailedHealth(context: Context): Promise<DetailedHealth> {
  const checks = {
    database: await checkDatabase(context),
    redis: await checkRedis(context),
    cluster: checkCluster(context),
  };
  const isDegraded = Object.values(checks).some(({ status }) => status === "failing");
  return {
    status: isDegraded ? "degraded" : "ok",
    environment: context.config.environment,
    version,
    checks,
  };
}

type Check = DetailedHealth["checks"]["database"];

async function checkDatabase({ databaseProbe }: Context): Promise<Check> {
  try {
    await databaseProbe.check();
    return { status: "ok" };
  } catch {
    return { status: "failing", note: "the database does not answer" };
  }
}

async function checkRedis({ pingRedis }: Context): Promise<Check> {
  if (!pingRedis) {
    return { status: "not configured", note: "counters and messages live in this process: run one replica only" };
  }
  try {
    await pingRedis();
    return { status: "ok" };
  } catch {
    return { status: "failing", note: "Redis does not answer; each replica counts for itself" };
  }
}

function checkCluster({ cluster }: Context): Check {
  const { state, note } = cluster.health;
  const status = ({ up: "ok", down: "failing", off: "not configured" } as const)[state];
  return note === null ? { status } : { status, note };
}
