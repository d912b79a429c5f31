import { findCondition } from "@tochka-rosta/controller-runtime";
import { judgement, type Judgement } from "../judgement.ts";
import type { Route } from "../resources.ts";
import type { GatewayReference } from "../routing.ts";

/** What has to be true of a route at its Gateway, in the order in which it comes about. */
const needed = ["Accepted", "ResolvedRefs"] as const;

/**
 * Whether the Gateway leads a host to its module, by what the Gateway's controller says of the route as it is now. An Ingress
 * has no such words: there the probe of the public address is what tells.
 */
export function judgeHttpRoute(route: Readonly<Route> | undefined, gateway: GatewayReference): Judgement {
  const name = `${gateway.namespace}/${gateway.name}`;
  const parent = route?.status?.parents?.find(({ parentRef }) => isGateway(parentRef, gateway, route));
  if (parent === undefined) return judgement(false, "RoutePending", `Gateway ${name} has not looked at the route yet.`);
  for (const type of needed) {
    const condition = findCondition(parent.conditions, type);
    if (condition === undefined || (condition.observedGeneration ?? 0) < (route?.metadata.generation ?? 0)) {
      return judgement(false, "RoutePending", `Gateway ${name} has not looked at the route as it is now.`);
    }
    if (condition.status === "True") continue;
    const words = `Gateway ${name} says ${condition.reason}: ${condition.message}`;
    // A backend that is not resolved may be a Service that was made a moment ago.
    return judgement(
      false,
      type === "Accepted" && condition.status === "False" ? "RouteRefused" : "RoutePending",
      words,
    );
  }
  return judgement(true, "RouteProgrammed");
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
