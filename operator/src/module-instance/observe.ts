import { tenantNamespace, type ModuleInstance } from "@tochka-rosta/crds";
import { keyOf, type ReconcileContext } from "@tochka-rosta/controller-runtime";
import { describeRefusal, toError } from "../api-errors.ts";
import { hostOf, tenantNameOf } from "../caches.ts";
import type { ConditionState } from "../condition.ts";
import type { ObservationContext } from "../context.ts";
import { resources, type Deployment, type Route } from "../resources.ts";
import { observeBinding, type ObservedBinding } from "./binding.ts";
import { decide, type InstanceSituation, type RunDecision } from "./decide.ts";
import { observeClaim } from "./host-claim.ts";
import { observeKeys, type ObservedKeys } from "./keys.ts";
import type { InstanceMemory } from "./memory.ts";
import { findPodProblem, isStarting, listPods } from "./pods.ts";
import { observeReachability } from "./reachability.ts";
import type { StaleRoute } from "./stale-routes.ts";
import { isRolledOut } from "../rollout-state.ts";

/** An instance and everything that bears on it, at one moment. */
export interface ObservedInstance extends InstanceSituation {
  readonly deployment: Readonly<Deployment> | undefined;
  /** What leads the host to the module: an Ingress, or an HTTPRoute. */
  readonly route: Readonly<Route> | undefined;
  /** A route of the kind that is not used any more. */
  readonly staleRoute: StaleRoute | undefined;
  /** Secret and server of the database; read only of an instance that is to run. */
  readonly binding: ObservedBinding;
  /** The Secret with the instance's keys; read only of an instance that is to run. */
  readonly keys: ObservedKeys;
  /** The probe of the server that has the database gets no answer. */
  readonly isDatabaseUnreachable: boolean;
  /** A pod of it begins, and may be waiting for its Secret. */
  readonly hasStartingPod: boolean;
  /** Why the module does not come up; undefined while it may simply still be starting. */
  readonly podProblem: ConditionState | undefined;
  /** Whether the public address answers; undefined where it was not probed. */
  readonly isAnswering: boolean | undefined;
  /** What the API server refused to show, thrown after the report. */
  readonly readErrors: readonly Error[];
}

/** A pod is given this long before its problems are looked for. */
const startingMilliseconds = 2_000;

/**
 * Reads the caches, and live only what they do not hold: a claim that seems to be another's and, of an instance that is to run,
 * its Secrets and its public address.
 *
 * @throws what is retried rather than reported, such as a lost connection
 */
export async function observeInstance(
  context: ObservationContext,
  instance: Readonly<ModuleInstance>,
  memory: InstanceMemory,
  run: Pick<ReconcileContext, "signal" | "log">,
): Promise<ObservedInstance> {
  const { caches, settings } = context;
  const tenantName = tenantNameOf(instance);
  const key = keyOf(instance);
  const host = hostOf(instance, settings);
  const situation: InstanceSituation = {
    instance,
    host,
    tenant: caches.tenants.get(tenantName),
    module: caches.modules.get(instance.spec.module),
    siblings: caches.moduleInstances.list(tenantNamespace(tenantName)),
    hostClaim: await observeClaim(context, host, instance, run),
  };
  const decision = decide(situation, settings);
  return {
    ...situation,
    isDatabaseUnreachable:
      instance.status?.database !== undefined && context.fleet.isUnreachable(instance.status.database.server),
    route: caches.routes.get(key),
    staleRoute: decision.mode === "blocked" ? undefined : await context.staleRoutes.find(key),
    ...(decision.mode === "run"
      ? await observeRunning(context, { situation, decision, memory }, run)
      : { ...observeIdle(memory), deployment: caches.deployments.get(key) }),
  };
}

type LiveObservation = Pick<
  ObservedInstance,
  "deployment" | "binding" | "keys" | "hasStartingPod" | "podProblem" | "isAnswering" | "readErrors"
>;

async function observeRunning(
  context: ObservationContext,
  subject: {
    readonly situation: InstanceSituation;
    readonly decision: RunDecision;
    readonly memory: InstanceMemory;
  },
  run: Pick<ReconcileContext, "signal" | "log">,
): Promise<LiveObservation> {
  const { situation, decision, memory } = subject;
  const { instance, host } = situation;
  const pods = listPods(context, instance);
  const hasStartingPod = pods.some(isStarting);
  const readErrors: Error[] = [];
  const orRefusal = async <T>(read: Promise<T>, refused: T): Promise<T> =>
    read.catch((thrown: unknown) => {
      const error = toError(thrown);
      if (describeRefusal(error) === undefined) throw error;
      readErrors.push(error);
      return refused;
    });
  const binding = await orRefusal(
    observeBinding(context, { instance, module: decision.module, isStarting: hasStartingPod, memory }, run),
    {
      state: "unreadable",
    },
  );
  const keys = await orRefusal<ObservedKeys>(
    observeKeys(context, { instance, isStarting: hasStartingPod, memory }, run),
    { state: "unreadable" },
  );
  // Only now: what the live reads took could make it old, and half of the news would be reported twice.
  const deployment = context.caches.deployments.get(keyOf(instance));
  const podProblem = isOverdue(deployment, context.clock.now()) ? findPodProblem(pods, deployment) : undefined;
  const isAnswering = await observeReachability(
    context,
    { instance, host, deployment, hasWay: hasWay(context, instance), decision, memory },
    run,
  );
  return { deployment, binding, keys, hasStartingPod, podProblem, isAnswering, readErrors };
}

/** Whether route and Service are there: what is made only now leads nowhere for a moment, whatever was seen before. */
function hasWay({ caches }: ObservationContext, instance: Readonly<ModuleInstance>): boolean {
  const key = keyOf(instance);
  return caches.routes.get(key) !== undefined && caches.children.get(resources.service)?.get(key) !== undefined;
}

function observeIdle(memory: InstanceMemory): Omit<LiveObservation, "deployment"> {
  delete memory.answeredAt;
  return {
    binding: { state: "notRead" },
    keys: { state: "notRead" },
    hasStartingPod: false,
    podProblem: undefined,
    isAnswering: undefined,
    readErrors: [],
  };
}

function isOverdue(deployment: Readonly<Deployment> | undefined, now: number): deployment is Readonly<Deployment> {
  if (deployment === undefined || isRolledOut(deployment)) return false;
  return now - Date.parse(deployment.metadata.creationTimestamp ?? "") >= startingMilliseconds;
}
