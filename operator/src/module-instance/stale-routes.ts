import {
  ApiError,
  describeError,
  keyOf,
  type Client,
  type KubernetesObject,
  type Log,
  type ObjectKey,
} from "@tochka-rosta/controller-runtime";
import { managedSelector, uidOf } from "../ownership.ts";
import { routeResources } from "../resources.ts";
import type { RoutingKind } from "../routing.ts";

/** Routes of the kind that is not used: made by an earlier process whose settings named the other one. */
export interface StaleRoutes {
  /** An instance's stale route, if it has one. */
  find(key: ObjectKey): Promise<StaleRoute | undefined>;
  /** Removes a stale route. Repeatable. */
  remove(route: StaleRoute, signal: AbortSignal): Promise<void>;
}

export type StaleRoute = Pick<KubernetesObject, "apiVersion" | "kind" | "metadata">;

/**
 * Settings change only with the process, so one look per process finds all that is left over; it is not watched, because the
 * other kind need not be installed at all. Each stale route goes when the instance's new one leads to the module.
 */
export function createStaleRoutes({
  client,
  kind,
  log,
}: {
  readonly client: Client;
  /** The kind that is used. */
  readonly kind: RoutingKind;
  readonly log: Log;
}): StaleRoutes {
  const resource = routeResources[kind === "Ingress" ? "HTTPRoute" : "Ingress"];
  let listing: Promise<Map<ObjectKey, StaleRoute>> | undefined;

  async function listRoutes(): Promise<Map<ObjectKey, StaleRoute>> {
    try {
      const routes = await client.list(resource, { labelSelector: managedSelector });
      return new Map(
        routes.map(({ apiVersion, kind: found, metadata }) => [
          keyOf({ metadata }),
          { apiVersion, kind: found, metadata },
        ]),
      );
    } catch (error) {
      // Not installed, so there are none; or not ours to read, and then nobody wants us to clean up.
      if (error instanceof ApiError && (error.code === 404 || error.code === 403)) {
        log.info({ reason: describeError(error) }, `no ${resource.kind} is looked for`);
        return new Map();
      }
      listing = undefined;
      throw error;
    }
  }

  const read = () => (listing ??= listRoutes());
  return {
    find: async (key) => (await read()).get(key),
    remove: async (route, signal) => {
      await client.delete(resource, route.metadata, { uid: uidOf(route) }, { signal });
      (await read()).delete(keyOf(route));
    },
  };
}
