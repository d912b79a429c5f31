import { createCache, defineResource, type Client, type KubernetesObject } from "@tochka-rosta/controller-runtime";
import { routeResources, type Route } from "../resources.ts";
import type { GatewayReference } from "../routing.ts";

const definitions = defineResource({
  group: "apiextensions.k8s.io",
  version: "v1",
  plural: "customresourcedefinitions",
  kind: "CustomResourceDefinition",
  namespaced: false,
});

/** The part of the Gateway API's HTTPRoute that is used here, so that fields which it does not have are refused. */
export async function installHttpRoutes(client: Client): Promise<void> {
  const text = { type: "string" };
  const object = (properties: object, required: string[] = []) => ({ type: "object", properties, required });
  const list = (items: object) => ({ type: "array", items });
  const reference = { group: text, kind: text, namespace: text, name: text };
  const parent = object({ ...reference, sectionName: text }, ["name"]);
  const condition = {
    ...{ type: text, status: text, reason: text, message: text },
    observedGeneration: { type: "integer", format: "int64" },
    lastTransitionTime: { type: "string", format: "date-time" },
  };
  const path = object({ type: { ...text, enum: ["Exact", "PathPrefix", "RegularExpression"] }, value: text });
  const backend = object({ ...reference, port: { type: "integer" }, weight: { type: "integer", default: 1 } }, [
    "name",
  ]);
  const rule = object({ matches: list(object({ path })), backendRefs: list(backend) });
  const parentStatus = object({ parentRef: parent, controllerName: text, conditions: list(object(condition)) });
  const schema = object({
    apiVersion: text,
    kind: text,
    metadata: { type: "object" },
    spec: object({ parentRefs: list(parent), hostnames: list(text), rules: list(rule) }),
    status: object({ parents: list(parentStatus) }),
  });
  const { group, version: name, plural, kind } = routeResources.HTTPRoute;
  const desired = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural, kind, singular: "httproute", listKind: "HTTPRouteList" },
      versions: [
        { name, served: true, storage: true, schema: { openAPIV3Schema: schema }, subresources: { status: {} } },
      ],
    },
  } satisfies KubernetesObject & { spec: object };
  await client.apply(definitions, desired, { fieldManager: "test" });
}

/** Stands in for the controller of a Gateway: takes the routes that name it, once it is open. */
export interface TestGateway {
  /** From now on routes are accepted, those that are there already too. */
  open(): void;
  stop(): Promise<void>;
}

export function startTestGateway(client: Client, gateway: GatewayReference): TestGateway {
  let isOpen = false;
  const routes = createCache<Route>(client, { resource: routeResources.HTTPRoute });
  const settle = ({ metadata, status }: Readonly<Route>): void => {
    const { generation = 0 } = metadata;
    const known = status?.parents?.[0]?.conditions?.[0];
    const reason = isOpen ? "Accepted" : "NotAllowedByListeners";
    if (known?.reason === reason && known.observedGeneration === generation) return;
    const condition = {
      status: isOpen ? "True" : "False",
      reason,
      message: "",
      observedGeneration: generation,
      lastTransitionTime: "2026-11-23T00:00:00Z",
    };
    const conditions = ["Accepted", "ResolvedRefs"].map((type) => ({ type, ...condition }));
    const parents = [{ parentRef: gateway, controllerName: "test.example/gateway", conditions }];
    const options = { subresource: "status", fieldManager: "test-gateway" } as const;
    // Gone meanwhile is as good as done.
    void client
      .patchMerge(routes.selection.resource, metadata, { status: { parents } }, options)
      .catch(() => undefined);
  };
  routes.onEvent(({ type, object }) => {
    if (type !== "deleted") settle(object);
  });
  routes.start();
  return {
    open: () => {
      isOpen = true;
      for (const route of routes.list()) settle(route);
    },
    stop: () => routes.stop(),
  };
}
