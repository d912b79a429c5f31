import { expect, it } from "vitest";
import type { Route } from "../resources.ts";
import { evaluateHttpRoute } from "./route-status.ts";

const gateway = { namespace: "gateways", name: "sites", sectionName: "https" };

const condition = (type: string, status: "True" | "False", reason: string, observedGeneration = 2) => ({
  type,
  status,
  reason,
  message: "so it is",
  observedGeneration,
  lastTransitionTime: "2026-11-23T00:00:00Z",
});
type Conditions = ReturnType<typeof condition>[];

const route = (conditions: Conditions, parentRef: object = gateway): Route => ({
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "HTTPRoute",
  metadata: { name: "shop", namespace: "tenant-alpha", generation: 2 },
  status: { parents: [{ parentRef: { name: "", ...parentRef }, conditions }] },
});
const accepted = condition("Accepted", "True", "Accepted");
const resolved = condition("ResolvedRefs", "True", "ResolvedRefs");

it.each<[string, Route | undefined, string]>([
  ["no route", undefined, "False RoutePending"],
  ["one that the Gateway has not looked at", { ...route([]), status: {} }, "False RoutePending"],
  ["one that is accepted and resolved", route([accepted, resolved]), "True RouteProgrammed"],
  ["one that is accepted only", route([accepted]), "False RoutePending"],
  [
    "one that was accepted as it used to be",
    route([condition("Accepted", "True", "Accepted", 1), resolved]),
    "False RoutePending",
  ],
  [
    "one that no listener takes",
    route([condition("Accepted", "False", "NoMatchingListenerHostname"), resolved]),
    "False RouteRefused",
  ],
  [
    "one whose Service is not seen yet",
    route([accepted, condition("ResolvedRefs", "False", "BackendNotFound")]),
    "False RoutePending",
  ],
  ["one that another Gateway takes", route([accepted, resolved], { ...gateway, name: "other" }), "False RoutePending"],
  [
    "one that another listener takes",
    route([accepted, resolved], { namespace: "gateways", name: "sites" }),
    "False RoutePending",
  ],
])("%s", (_, found, expected) => {
  const { status, reason } = evaluateHttpRoute(found, gateway);
  expect(`${status ? "True" : "False"} ${reason}`).toBe(expected);
});

it("repeats the Gateway's own words", () => {
  const refused = route([condition("Accepted", "False", "NotAllowedByListeners")]);
  expect(evaluateHttpRoute(refused, gateway).message).toBe(
    "Gateway gateways/sites says NotAllowedByListeners: so it is",
  );
});
