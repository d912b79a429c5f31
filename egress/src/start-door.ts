import { networkInterfaces } from "node:os";
import { Registry } from "@prometheus-io/client";
import type { Client, Clock, Log, Timer } from "@tochka-rosta/controller-runtime";
import { serveHealth, type HealthServerOptions } from "@tochka-rosta/service/http";
import { createDoorMetrics } from "./decision/metrics.ts";
import { createAddressGuard } from "./guard/address-guard.ts";
import { dialTcp, type Dial } from "./guard/dial.ts";
import { indexPrivateTargets } from "./guard/private-targets.ts";
import type { ReachParts } from "./guard/reach.ts";
import { createResolver, type NameResolver } from "./guard/resolve.ts";
import type { DoorParts } from "./http/door.ts";
import { listenForPods } from "./http/listen.ts";
import { createFindParty, isEverythingKnown } from "./identity/clients.ts";
import { createIdentify } from "./identity/identify.ts";
import { createSigningKeys } from "./identity/signing-keys.ts";
import { watchIdentities, type IdentityWatch } from "./identity/watch.ts";
import { LetterCounts } from "./letters/letter-limits.ts";
import { createRelay } from "./letters/relay.ts";
import type { LetterParts } from "./letters/serve-letter.ts";
import type { Settings } from "./settings.ts";
import { Breaker } from "./tunnel/breaker.ts";
import { TunnelCounts } from "./tunnel/limits.ts";
import { Tunnels, type TunnelTimes } from "./tunnel/tunnels.ts";

/** What the door runs on; tests put their own resolver and dialler in, so that nothing leaves the machine. */
export interface DoorDependencies {
  readonly client: Client;
  readonly log: Log;
  readonly clock: Clock;
  readonly registry?: Registry;
  readonly resolver?: NameResolver;
  readonly dial?: Dial;
}

/** A door that listens. */
export interface RunningDoor {
  readonly port: number;
  readonly healthPort: number;
  stop(): Promise<void>;
}

/** Rights are checked again so often even if no watch says anything: "void within a minute" holds without one. */
const recheckMilliseconds = 30_000;

/** Starts the door. Rejects when a port is taken; until everything is listed once it answers 503. */
export async function startDoor(settings: Settings, dependencies: DoorDependencies): Promise<RunningDoor> {
  const { client, log, clock, registry = new Registry() } = dependencies;
  const watched = watchIdentities(client, log, settings.platformClients);
  const parts = createParts(settings, { ...dependencies, registry }, watched);
  const cutRevoked = () => {
    if (parts.isReady()) parts.tunnels.cutUnless(({ parts: { account, target } }) => isNamed(parts, account, target));
  };
  watched.onRevocation(cutRevoked);
  const rechecking = repeat(clock, recheckMilliseconds, () => {
    cutRevoked();
    parts.breaker.prune();
  });
  watched.start();
  const { host, port, tunnels } = settings;
  // Of each tunnel one connection, and as many again that are asking.
  const letters = createLetterParts(settings, parts);
  const pods = await listenForPods({ ...parts, letters }, { host, port, maxConnections: tunnels * 2 });
  const health = await serveHealth(healthOf(settings, parts, registry));
  return {
    port: pods.port,
    healthPort: health.port,
    stop: async () => {
      rechecking.cancel();
      await Promise.all([pods.stop(), parts.tunnels.stop(settings.stopSeconds * 1_000)]);
      await health.stop();
      await watched.stop();
    },
  };
}

function isNamed({ findParty }: DoorParts, account: Parameters<DoorParts["findParty"]>[0], target: string): boolean {
  return findParty(account)?.targets.has(target) === true;
}

function createParts(
  settings: Settings,
  dependencies: DoorDependencies & { readonly registry: Registry },
  watched: IdentityWatch,
): DoorParts {
  const { client, log, clock, registry } = dependencies;
  const tunnels = new Tunnels(clock, timesOf(settings));
  const breaker = new Breaker(clock);
  const sources = { countTunnels: () => tunnels.size, countOpenBreakers: () => breaker.openCount };
  const keys = createSigningKeys((path, accept) => client.getPath(path, { accept }), clock);
  const findParty = createFindParty(watched, settings.platformClients);
  const isReady = () => isEverythingKnown(watched);
  return {
    keys,
    identify: createIdentify({ keys, findParty, isReady, clock }),
    findParty,
    isReady,
    reachParts: createReachParts(settings, dependencies),
    counts: new TunnelCounts(clock, limitsOf(settings)),
    breaker,
    tunnels,
    metrics: createDoorMetrics(registry, sources),
    clock,
    log,
  };
}

function createLetterParts(settings: Settings, { identify, metrics, clock, log }: DoorParts): LetterParts {
  const { relay, mailPerMinute: perMinute, mailPerDay: perDay, mailPerDayWhenNew: perDayWhenNew } = settings;
  return {
    identify,
    counts: new LetterCounts(clock, { perMinute, perDay, perDayWhenNew }),
    relay: relay && createRelay(relay),
    metrics,
    clock,
    log,
  };
}

function createReachParts(settings: Settings, { resolver, dial, clock }: DoorDependencies): ReachParts {
  const ownAddresses = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return {
    guard: createAddressGuard({
      denyCidrs: settings.denyCidrs,
      ownAddresses: ownAddresses.map(({ address }) => address),
    }),
    resolver: resolver ?? createResolver(),
    dial: dial ?? dialTcp,
    findPrivateTarget: indexPrivateTargets(settings.privateTargets),
    clock,
  };
}

function healthOf({ host, healthPort }: Settings, parts: DoorParts, registry: Registry): HealthServerOptions {
  const checkInstances = async () => {
    if (!parts.isReady()) throw new Error("not listed yet");
  };
  const checkKeys = async () => void (await parts.keys.current());
  return {
    host,
    port: healthPort,
    readiness: () => [
      { name: "instances", check: checkInstances },
      { name: "signing keys", check: checkKeys },
    ],
    liveness: () => [],
    metrics: () => registry.metrics(),
  };
}

function timesOf({ idleSeconds, lifeSeconds }: Settings): TunnelTimes {
  const second = 1_000;
  return {
    idle: idleSeconds * second,
    life: lifeSeconds * second,
    halfClosed: Math.min(60, idleSeconds) * second,
    stalled: Math.min(120, idleSeconds) * second,
    hello: 10 * second,
  };
}

function limitsOf({ tunnels, tunnelsPerInstance, tunnelsPerHost, tunnelsPerMinute }: Settings) {
  return { total: tunnels, perParty: tunnelsPerInstance, perHost: tunnelsPerHost, askedPerMinute: tunnelsPerMinute };
}

function repeat(clock: Clock, milliseconds: number, work: () => void): Timer {
  let timer: Timer;
  const arm = () => {
    timer = clock.setTimeout(() => {
      work();
      arm();
    }, milliseconds);
  };
  arm();
  return { cancel: () => timer.cancel() };
}
