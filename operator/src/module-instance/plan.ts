import type { Module, ModuleInstance, Tenant } from "@tochka-rosta/crds";
import { resources, routeResources, type AppliedObject, type Route } from "../resources.ts";
import type { Routing } from "../routing.ts";
import type { Settings } from "../settings.ts";
import type { DesiredResource } from "../apply-resources.ts";
import { buildConfigMap } from "./config-map.ts";
import type { Decision, RunDecision, StopDecision } from "./decision.ts";
import { buildDeployment } from "./deployment.ts";
import { buildHttpRoute } from "./http-route.ts";
import { buildIngress } from "./ingress.ts";
import type { ObservedInstance } from "./observe.ts";
import { buildService } from "./service.ts";

/** What is to be done for an instance, apart from its host and its database. */
export interface InstancePlan {
  /** In waves: each wave needs the one before it. */
  readonly stages: readonly (readonly DesiredResource[])[];
  /** The way to the site, when there is to be none. */
  readonly routeToRemove: Readonly<Route> | undefined;
  /** True when the workload must stop but its module, and so the whole desired object for it, is not known any more. */
  readonly mustScaleDown: boolean;
}

const nothing: InstancePlan = { stages: [], routeToRemove: undefined, mustScaleDown: false };

/** What follows from a decision. Pure: the same observation gives the same plan. */
export function planInstance(observed: ObservedInstance, decision: Decision, settings: Settings): InstancePlan {
  switch (decision.mode) {
    case "blocked":
      return nothing;
    case "run":
      return planRun(observed, decision, settings);
    case "stop":
      return planStop(observed, decision, settings);
  }
}

function planRun({ instance, host }: ObservedInstance, decision: RunDecision, settings: Settings): InstancePlan {
  const { tenant, module, image } = decision;
  const configMap = buildConfigMap(instance, tenant, settings, { host, status: "active" });
  const workload = { module, image, replicas: 1, pods: settings.modulePods } as const;
  return {
    ...nothing,
    stages: [
      // A pod that starts before its ConfigMap is there waits a minute for the next try.
      [{ resource: resources.configMap, object: configMap }],
      [
        { resource: resources.deployment, object: buildDeployment(instance, tenant, workload) },
        { resource: resources.service, object: buildService(instance, tenant) },
        {
          resource: routeResources[settings.routing.kind],
          object: buildRoute(instance, tenant, host, settings.routing),
        },
      ],
    ],
  };
}

/** What was never started needs no stopping: an instance made while its tenant is suspended owns nothing but its host. */
function planStop(observed: ObservedInstance, decision: StopDecision, settings: Settings): InstancePlan {
  const { instance, host, deployment, route } = observed;
  const { tenant, module, status } = decision;
  if (deployment === undefined) return { ...nothing, routeToRemove: route };
  const configMap = buildConfigMap(instance, tenant, settings, { host, status });
  const image = imageOf(instance, module);
  const desired: DesiredResource[] = [{ resource: resources.configMap, object: configMap }];
  if (module !== undefined && image !== undefined) {
    const workload = { module, image, replicas: 0, pods: settings.modulePods } as const;
    const stopped = buildDeployment(instance, tenant, workload);
    desired.push({ resource: resources.deployment, object: stopped });
  }
  const mustScaleDown = image === undefined && deployment.spec?.replicas !== 0;
  return { stages: [desired], routeToRemove: route, mustScaleDown };
}

function buildRoute(
  instance: Readonly<ModuleInstance>,
  tenant: Readonly<Tenant>,
  host: string,
  routing: Routing,
): AppliedObject {
  return routing.kind === "HTTPRoute"
    ? buildHttpRoute(instance, tenant, host, routing.gateway)
    : buildIngress(instance, tenant, host, routing);
}

function imageOf(instance: Readonly<ModuleInstance>, module: Readonly<Module> | undefined): string | undefined {
  const version = instance.spec.version ?? module?.spec.version;
  if (module?.spec.image === undefined || version === undefined) return undefined;
  return `${module.spec.image}:${version}`;
}
