import type { Applier, Client, Clock, EventRecorder } from "@tochka-rosta/controller-runtime";
import type { OperatorCaches } from "./caches.ts";
import type { DatabaseFleet } from "./database/fleet.ts";
import type { OperatorMetrics } from "./metrics.ts";
import type { Rollouts } from "./module-instance/rollouts.ts";
import type { StaleRoutes } from "./module-instance/stale-routes.ts";
import type { ProbeSite } from "./module-instance/site-probe.ts";
import type { ReachedServices, watchReachedServices } from "./reached-services.ts";
import type { DatabaseServerSettings, Settings } from "./settings.ts";

/** The one name under which the operator's fields are owned. */
export const fieldManager = "tochka-rosta-operator";
/** Where the hash of a Deployment's pod template is kept as it was desired: the live one has the API server's defaults and spellings in it. */
export const templateAnnotation = "tochkarosta.online/template-hash";
/** Where the hash of an applied object is kept. */
export const hashAnnotation = "tochkarosta.online/applied-hash";

/** What a reconcile reads with. Nothing of it writes, but for the client. */
export type ObservationContext = Pick<
  OperatorContext,
  "settings" | "servers" | "client" | "caches" | "fleet" | "clock" | "probeSite" | "staleRoutes"
> & { readonly services: ReachedServices };

/** Everything a reconcile may touch. There is no state beside it. */
export interface OperatorContext {
  readonly settings: Settings;
  readonly servers: readonly DatabaseServerSettings[];
  readonly client: Client;
  readonly applier: Applier;
  readonly caches: OperatorCaches;
  readonly events: EventRecorder;
  readonly fleet: DatabaseFleet;
  readonly metrics: OperatorMetrics;
  readonly clock: Clock;
  readonly probeSite: ProbeSite;
  readonly staleRoutes: StaleRoutes;
  readonly rollouts: Rollouts;
  readonly services: ReturnType<typeof watchReachedServices>;
}
