import { waitFor } from "@tochka-rosta/testing";
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tenantNamespace, type Condition, type Module, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import { apiVersion } from "@tochka-rosta/crds";
import { createMetrics, isConditionTrue, silentLog, type Client, type Clock } from "@tochka-rosta/controller-runtime";
import type { Statement } from "../database/session.ts";
import type { ProbeSite } from "../module-instance/site-probe.ts";
import { createOperator } from "../operator.ts";
import { resources, routeResources } from "../resources.ts";
import type { Routing } from "../routing.ts";
import type { DatabaseServerSettings, Settings } from "../settings.ts";
import type { TestCluster } from "./cluster.ts";
import { testServerSettings } from "./database-server.ts";
import { testSettings } from "./settings.ts";

const person = { fieldManager: "test-person" };

export interface TestOperator {
  readonly statements: readonly Statement[];
  /** Hosts that are asked for and do not answer. */
  readonly silentHosts: Set<string>;
  readonly metricsText: () => Promise<string>;
  /** Resolves when the operator has ended; rejects with what ended it. */
  stop(): Promise<void>;
}

export interface TestOperatorOptions {
  readonly settings?: Partial<Settings>;
  /** Where the operator finds PostgreSQL, when not directly. */
  readonly server?: Partial<DatabaseServerSettings>;
  readonly clock?: Clock;
  /** Looks over the shoulder of the operator's client. */
  readonly wrapClient?: (client: Client) => Client;
  /** Asks the sites instead of the stand-in for the ingress controller. */
  readonly probeSite?: ProbeSite;
  /** Takes part in an election first, as a real one does. */
  readonly isElected?: boolean;
}

/** Runs a whole operator against a test cluster. It leads without asking. */
export async function startTestOperator(
  cluster: TestCluster,
  options: TestOperatorOptions = {},
): Promise<TestOperator> {
  const server = { ...testServerSettings(), ...options.server };
  const databaseServersFile = join(tmpdir(), `tochka-rosta-servers-${randomUUID()}.json`);
  await writeFile(databaseServersFile, JSON.stringify([server]), { mode: 0o600 });
  const statements: Statement[] = [];
  const silentHosts = new Set<string>();
  const opened = await cluster.openClient();
  const client = options.wrapClient?.(opened) ?? opened;
  const metrics = createMetrics();
  const { password: _, ...serverSettings } = server;
  const settings = testSettings({ databaseServersFile, ...options.settings });
  const { routing } = settings;
  const operator = createOperator({
    settings,
    servers: [serverSettings],
    client,
    log: silentLog,
    metrics,
    ...(options.clock !== undefined && { clock: options.clock }),
    ...(options.isElected === true && { leaderElection: await prepareElection(cluster.client) }),
    onStatement: (_server, statement) => statements.push(statement),
    probeSite:
      options.probeSite ?? (async (host) => !silentHosts.has(host) && (await isRouted(cluster.client, host, routing))),
  });
  const stop = new AbortController();
  const ended = operator.run(stop.signal);
  ended.catch(() => undefined); // Seen by stop().
  return {
    statements,
    silentHosts,
    metricsText: () => metrics.registry.metrics(),
    stop: async () => {
      stop.abort();
      await ended;
    },
  };
}

/** The platform's namespace, where the Lease lives. */
async function prepareElection(client: Client) {
  const name = "tochka-rosta-system";
  await client.apply(resources.namespace, { apiVersion: "v1", kind: "Namespace", metadata: { name } }, person);
  return { namespace: name, name: "tochka-rosta-operator", identity: randomUUID() };
}

/** Stands in for the ingress controller or the Gateway: a host leads somewhere when a route says so. */
async function isRouted(client: Client, host: string, { kind }: Routing): Promise<boolean> {
  const routes = await client.list(routeResources[kind]);
  return routes.some(({ spec }) => JSON.stringify(spec).includes(`"${host}"`));
}

/** A short name of its own for every test, so that tests do not meet. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomUUID().slice(0, 8)}`;
}

export async function applyModule(client: Client, name: string, spec: Partial<Module["spec"]> = {}): Promise<void> {
  const module: Module = {
    apiVersion,
    kind: "Module",
    metadata: { name },
    spec: { titles: { ru: name, en: name }, image: `tochka-rosta/${name}`, version: "0.1.0", ...spec },
  };
  await client.apply(resources.module, module, person);
}

export async function applyTenant(client: Client, name: string, spec: Tenant["spec"] = {}): Promise<Tenant> {
  return client.apply(resources.tenant, { apiVersion, kind: "Tenant", metadata: { name }, spec }, person);
}

export async function applyInstance(
  client: Client,
  tenant: string,
  name: string,
  spec: ModuleInstance["spec"],
): Promise<ModuleInstance> {
  const metadata = { name, namespace: tenantNamespace(tenant) };
  return client.apply(resources.moduleInstance, { apiVersion, kind: "ModuleInstance", metadata, spec }, person);
}

/** Waits for a condition of an instance to have a reason, or to be True where none is given. */
export async function waitForInstance(
  client: Client,
  tenant: string,
  name: string,
  [type, reason]: readonly [type: string, reason?: string] = ["Ready"],
): Promise<ModuleInstance> {
  let last: ModuleInstance | undefined;
  return waitFor(`${tenant}/${name} ${type} ${reason ?? "True"}`, async () => {
    last = await client.get(resources.moduleInstance, { namespace: tenantNamespace(tenant), name });
    const isCurrent = last?.status?.observedGeneration === last?.metadata.generation;
    const isMet = hasCondition(last?.status?.conditions, type, reason);
    return isCurrent && isMet ? last : undefined;
  }).catch((error: unknown) => {
    throw new Error(`${String(error)}; last seen: ${JSON.stringify(last?.status, undefined, 1)}`);
  });
}

/** Waits for an instance to be off because its owner switched it, with its pods gone. */
export async function waitForSwitchedOff(client: Client, tenant: string, name: string): Promise<ModuleInstance> {
  return waitFor(`${tenant}/${name} is off`, async () => {
    const instance = await client.get(resources.moduleInstance, { namespace: tenantNamespace(tenant), name });
    return instance?.status?.ready === "SwitchedOff" ? instance : undefined;
  });
}

/** Waits for a condition of a tenant to have a reason, or to be True where none is given. */
export async function waitForTenant(
  client: Client,
  name: string,
  [type, reason]: readonly [type: string, reason?: string] = ["Ready"],
): Promise<Tenant> {
  return waitFor(`tenant ${name} ${type} ${reason ?? "True"}`, async () => {
    const tenant = await client.get(resources.tenant, { name });
    const isCurrent = tenant?.status?.observedGeneration === tenant?.metadata.generation;
    const isMet = hasCondition(tenant?.status?.conditions, type, reason);
    return isCurrent && isMet ? tenant : undefined;
  });
}

function hasCondition(conditions: readonly Condition[] | undefined, type: string, reason: string | undefined): boolean {
  if (reason === undefined) return isConditionTrue(conditions, type);
  return conditions?.some((condition) => condition.type === type && condition.reason === reason) === true;
}
