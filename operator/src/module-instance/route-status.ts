import { findCondition } from "@tochka-rosta/controller-runtime";
import { condition, type ConditionState } from "../condition.ts";
import type { Route } from "../resources.ts";
import type { GatewayReference, Routing } from "../routing.ts";

/** What has to be true of a route at its Gateway, in the order in which it comes about. */
const needed = ["Accepted", "ResolvedRefs"] as const;

/**
 * Whether a route leads its host to the module. An Ingress has no status of it: there only the probe of the public address shows it.
 * Pure.
 */
export function evaluateRoute(route: Readonly<Route> | undefined, routing: Routing): ConditionState {
  return routing.kind === "HTTPRoute"
    ? evaluateHttpRoute(route, routing.gateway)
    : condition(route !== undefined, route === undefined ? "RoutePending" : "RouteProgrammed");
}

/**
 * Whether the Gateway leads a host to its module, by the status that the Gateway's controller wrote for the route's current
 * generation.
 */
export function evaluateHttpRoute(route: Readonly<Route> | undefined, gateway: GatewayReference): ConditionState {
  const name = `${gateway.namespace}/${gateway.name}`;
  const parent = route?.status?.parents?.find(({ parentRef }) => isGateway(parentRef, gateway, route));
  if (parent === undefined)
    return condition(false, "RoutePending", `Gateway ${name} has not reported on the route yet.`);
  for (const type of needed) {
    const found = findCondition(parent.conditions, type);
    if (found === undefined || (found.observedGeneration ?? 0) < (route?.metadata.generation ?? 0)) {
      return condition(
        false,
        "RoutePending",
        `Gateway ${name} has not reported on the current generation of the route.`,
      );
    }
    if (found.status === "True") continue;
    const words = `Gateway ${name} says ${found.reason}: ${found.message}`;
    // A backend that is not resolved may be a Service that was made a moment ago.
    return condition(false, type === "Accepted" && found.status === "False" ? "RouteRefused" : "RoutePending", words);
  }
  return condition(true, "RouteProgrammed");
}

function isGateway(
  reference: { readonly namespace?: string; readonly name: string; readonly sectionName?: string },
  gateway: GatewayReference,
  route: Readonly<Route> | undefined,
): boolean {
  return (
    reference.name === gateway.name &&
    (reference.namespace ?? route?.metadata.namespace) === gateway.namespace &&
    reference.sectionName === gateway.sectionName
  );
}
