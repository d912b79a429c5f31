import { Registry } from "@prometheus-io/client";
import { systemClock, type Log } from "@tochka-rosta/controller-runtime";
import { waitFor } from "@tochka-rosta/testing";
import { readConfig } from "../settings.ts";
import { startDoor, type RunningDoor } from "../start-door.ts";
import { askForTunnel, type TunnelAnswer } from "./open-tunnel.ts";
import type { TestCluster } from "./test-cluster.ts";
import { createTestWorld, type TestWorld } from "./test-world.ts";

/** A door in a world of its own, beside a cluster. */
export interface TestDoor {
  readonly door: RunningDoor;
  readonly world: TestWorld;
  /** The lines of its log. */
  readonly lines: Readonly<Record<string, unknown>>[];
  readonly registry: Registry;
  ask(target: string, token?: string): Promise<TunnelAnswer>;
}

/** Starts a door on loopback that knows the cluster's instances. */
export async function startTestDoor(
  cluster: TestCluster,
  env: Readonly<Record<string, string>> = {},
): Promise<TestDoor> {
  const world = createTestWorld();
  const registry = new Registry();
  const lines: Readonly<Record<string, unknown>>[] = [];
  const settings = readConfig({ HOST: "127.0.0.1", PORT: "0", HEALTH_PORT: "0", STOP_SECONDS: "0", ...env });
  const { resolver, dial } = world;
  const log = createListLog(lines);
  const door = await startDoor(settings, { client: cluster.client, log, clock: systemClock, registry, resolver, dial });
  await waitFor("the door to know the instances", async () => {
    const { status } = await fetch(`http://127.0.0.1:${door.healthPort}/readyz`);
    return status === 200;
  });
  return { door, world, lines, registry, ask: (target, token) => askForTunnel(door.port, target, token) };
}

function createListLog(lines: Readonly<Record<string, unknown>>[]): Log {
  const write = (fields: object, message?: string) => void lines.push({ ...fields, message });
  const log = { debug: write, info: write, warn: write, error: write, fatal: write, child: () => log };
  return log;
}
