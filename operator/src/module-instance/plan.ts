import type { Module, ModuleInstance, SiteState, Tenant } from "@tochka-rosta/crds";
import type { ReconcileResult } from "@tochka-rosta/controller-runtime";
import type { Ingress } from "@tochka-rosta/controller-runtime/built-in-kinds";
import { listEndpoints } from "../endpoints.ts";
import type { ReachedServices } from "../reached-services.ts";
import { resources, routeResources, type Deployment, type Route } from "../resources.ts";
import type { Routing } from "../routing.ts";
import type { DatabaseServerSettings, Settings } from "../settings.ts";
import type { DesiredResource } from "../apply-resources.ts";
import { planBinding, type DatabaseStep } from "./binding.ts";
import { buildConfigMap } from "./config-map.ts";
import type { Decision, RunDecision, StopDecision } from "./decide.ts";
import { buildDeployment, templateOf } from "./deployment.ts";
import { isSiteReported, planClaim, siteStateOf, type ClaimStep } from "./host-claim.ts";
import { buildHttpRoute } from "./http-route.ts";
import { buildIngress } from "./ingress.ts";
import { buildKeysSecret } from "./keys.ts";
import type { ObservedInstance } from "./observe.ts";
import { buildPodNames, type PodNames } from "./pod-names.ts";
import { planRequeue } from "./requeue.ts";
import { evaluateRoute } from "./route-status.ts";
import { buildService } from "./service.ts";
import { buildServiceAccount } from "./service-account.ts";
import type { StaleRoute } from "./stale-routes.ts";
import { isAvailable } from "../rollout-state.ts";

/**
 * What is to be done for an instance. To run, in this order: claim, database, site, stages, stale route; the first failure ends
 * it. To stop: claim, site, routes, stages, scaling; all is tried.
 */
export interface InstancePlan {
  readonly claim: ClaimStep;
  readonly database: DatabaseStep;
  /** How the site stands for the doorman until it is live; undefined where the claim says so already. */
  readonly site: SiteState | undefined;
  /** Each stage needs the one before it. What is in place already is not sent. */
  readonly stages: readonly (readonly DesiredResource[])[];
  /** The Deployment of the stages gives a live site new pods. */
  readonly replacesPods: boolean;
  /** Stages wait for the database: a module without it would only crash. One that runs already is kept as it should be. */
  readonly needsDatabaseFirst: boolean;
  /** The way to the site, when there is to be none. */
  readonly routeToRemove: Readonly<Route> | undefined;
  readonly staleRouteToRemove: StaleRoute | undefined;
  /** The workload that must stop while its module, and so the whole desired object for it, is not known any more. */
  readonly deploymentToScaleDown: Readonly<Deployment> | undefined;
  /** When to reconcile again unless an event comes first; undefined: never. */
  readonly requeue: ReconcileResult | undefined;
}

/** What a plan follows from besides the observation. */
export interface PlanInput {
  readonly settings: Settings;
  readonly servers: readonly DatabaseServerSettings[];
  readonly services: ReachedServices;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const nothing: InstancePlan = {
  claim: { action: "none" },
  database: { action: "none" },
  site: undefined,
  stages: [],
  replacesPods: false,
  needsDatabaseFirst: false,
  routeToRemove: undefined,
  staleRouteToRemove: undefined,
  deploymentToScaleDown: undefined,
  requeue: undefined,
};

/** What follows from a decision. Pure: the same observation gives the same plan. */
export function planInstance(observed: ObservedInstance, decision: Decision, input: PlanInput): InstancePlan {
  switch (decision.mode) {
    case "blocked":
      return nothing;
    case "run":
      return planRun(observed, decision, input);
    case "stop":
      return planStop(observed, decision, input);
  }
}

function planRun(observed: ObservedInstance, decision: RunDecision, input: PlanInput): InstancePlan {
  const { instance, host, binding, deployment } = observed;
  const { settings, servers, now } = input;
  const { tenant, module, image } = decision;
  const configMap = buildConfigMap(instance, tenant, settings, { host, status: "active" });
  const database = planBinding(binding, { instance, tenant, module }, { servers, limits: settings.databaseLimits });
  const names = planNames(observed, database, input);
  const workload = { module, image, replicas: 1, settings, names } as const;
  const desired = buildDeployment(instance, tenant, workload);
  const site = siteStateOf(claimOf(observed));
  return {
    ...nothing,
    claim: planClaim(observed, tenant),
    database,
    site: site === "Live" || site === "Starting" ? undefined : "Starting",
    needsDatabaseFirst: deployment === undefined,
    replacesPods: isAvailable(deployment) && templateOf(deployment) !== templateOf(desired),
    stages: [
      // A pod that starts before its ConfigMap is there waits a minute for the next try; without its account none is made at all.
      [
        { resource: resources.serviceAccount, object: buildServiceAccount(instance, tenant) },
        { resource: resources.configMap, object: configMap },
        ...planKeys(observed, tenant),
      ],
      [
        { resource: resources.deployment, object: desired },
        { resource: resources.service, object: buildService(instance, tenant) },
        {
          resource: routeResources[settings.routing.kind],
          object: buildRoute(instance, tenant, host, settings.routing),
        },
      ],
    ],
    // The stale way to the site goes when the new one is there, so that visitors notice nothing.
    staleRouteToRemove: evaluateRoute(observed.route, settings.routing).status ? observed.staleRoute : undefined,
    requeue: planRequeue(observed, now),
  };
}

/** What was never started needs no stopping: an instance made while its tenant is suspended owns nothing but its host. */
function planStop(observed: ObservedInstance, decision: StopDecision, input: PlanInput): InstancePlan {
  const { settings } = input;
  const { instance, host, deployment, route } = observed;
  const { tenant, module, status } = decision;
  const stop: InstancePlan = {
    ...nothing,
    claim: planClaim(observed, tenant),
    site: isSiteReported(claimOf(observed), decision.site) ? undefined : decision.site,
    routeToRemove: route,
    staleRouteToRemove: observed.staleRoute,
  };
  if (deployment === undefined) return stop;
  const configMap = buildConfigMap(instance, tenant, settings, { host, status });
  const image = imageOf(instance, module);
  const desired: DesiredResource[] = [{ resource: resources.configMap, object: configMap }];
  if (module !== undefined && image !== undefined) {
    const names = planNames(observed, nothing.database, input);
    const workload = { module, image, replicas: 0, settings, names } as const;
    const stopped = buildDeployment(instance, tenant, workload);
    desired.push({ resource: resources.deployment, object: stopped });
  }
  const mustScaleDown = image === undefined && deployment.spec?.replicas !== 0;
  return { ...stop, stages: [desired], deploymentToScaleDown: mustScaleDown ? deployment : undefined };
}

/** Where there is a door pods need no names but those of the platform, and of the one server that has their database. */
function planNames(
  { instance, deployment }: ObservedInstance,
  database: DatabaseStep,
  { settings, servers, services }: PlanInput,
): PodNames {
  if (settings.egressUrl === undefined) return {};
  const own = instance.status?.database?.server ?? serverOf(database);
  const endpoints = listEndpoints(
    settings,
    servers.filter(({ name }) => name === own),
  );
  return buildPodNames(endpoints, services, deployment);
}

function serverOf(database: DatabaseStep): string | undefined {
  if (database.action === "keep") return database.server;
  return database.action === "ensure" ? database.server.name : undefined;
}

/** What could not be read is left as it is: a running site has its keys, and a new pod waits for them. */
function planKeys({ instance, keys }: ObservedInstance, tenant: Readonly<Tenant>): DesiredResource[] {
  if (keys.state !== "stale") return [];
  return [{ resource: resources.secret, object: buildKeysSecret(instance, tenant, keys.keys) }];
}

function claimOf({ hostClaim }: ObservedInstance) {
  return hostClaim.state === "ours" ? hostClaim.claim : undefined;
}

function buildRoute(
  instance: Readonly<ModuleInstance>,
  tenant: Readonly<Tenant>,
  host: string,
  routing: Routing,
): Ingress | Route {
  return routing.kind === "HTTPRoute"
    ? buildHttpRoute(instance, tenant, host, routing.gateway)
    : buildIngress(instance, tenant, host, routing);
}

function imageOf(instance: Readonly<ModuleInstance>, module: Readonly<Module> | undefined): string | undefined {
  const version = instance.spec.version ?? module?.spec.version;
  if (module?.spec.image === undefined || version === undefined) return undefined;
  return `${module.spec.image}:${version}`;
}
