import type { Context } from "../../context.ts";
import { readDetailedHealth } from "../system/checks.ts";
import type { Overview } from "./schemas.ts";
import { countInstances, countTenants, countUsers, findTariffsWithCounts, readActivationFigures } from "./store.ts";

const activationDays = 30;

/** The founder's figures, as of now. */
export async function readOverview(context: Context): Promise<Overview> {
  const { clock, database } = context;
  const since = new Date(clock.now().getTime() - activationDays * 86_400_000);
  const [users, tenants, instances, tariffs, activations, health] = await Promise.all([
    countUsers(database),
    countTenants(database),
    countInstances(database),
    findTariffsWithCounts(database),
    readActivationFigures(database, since),
    readDetailedHealth(context),
  ]);
  const { checks } = health;
  return {
    users,
    tenants,
    instances: {
      total: instances.total,
      active: instances.active,
      ready: instances.ready,
      waiting_for_cluster: instances.waiting,
    },
    subscriptions: tariffs.map(({ code, name, priceKopecks, _count }) => ({
      tariff: code,
      name,
      price_kopecks: priceKopecks,
      count: _count.subscriptions,
    })),
    activations: {
      days: activationDays,
      requested: activations.requested,
      completed: activations.completed,
      failed: activations.failed,
      in_progress: activations.in_progress,
      p50_seconds: round(activations.p50),
      p95_seconds: round(activations.p95),
    },
    health: {
      database: toComponent(checks.database),
      redis: toComponent(checks.redis),
      cluster: toComponent(checks.cluster),
    },
  };
}

function toComponent({ status, note }: { status: "ok" | "failing" | "not configured"; note?: string }) {
  const state = ({ ok: "up", failing: "down", "not configured": "off" } as const)[status];
  return { state, note: note ?? null };
}

function round(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds * 100) / 100;
}
