import { isDeepStrictEqual } from "node:util";
import {
  controllerReference,
  type Cache,
  type ControllerOptions,
  type ReconcileContext,
} from "@tochka-rosta/controller-runtime";
import {
  endpointSlices,
  isControlledBy,
  isPodReady,
  matchesLabels,
  pods,
  services,
  type EndpointSlice,
  type Pod,
  type Service,
  type ServicePort,
} from "../cluster/resources.ts";
import type { LocalPorts } from "../kubelet/local-ports.ts";
import { nodeName } from "./workload-controllers.ts";

const fieldManager = "tochka-rosta-local";
const serviceNameLabel = "kubernetes.io/service-name";

/** What the endpoints of a service are made of. */
export interface EndpointSources {
  pods: Cache<Pod>;
  services: Cache<Service>;
  slices: Cache<EndpointSlice>;
  ports: LocalPorts;
}

/** Service to EndpointSlices: one a ready pod, since every pod has its own port on the same 127.0.0.1. */
export function defineEndpointsController(sources: EndpointSources): ControllerOptions<Service> {
  return {
    name: "local-endpoints",
    for: { resource: services },
    owns: [{ resource: endpointSlices }],
    watches: [{ resource: pods, map: (pod) => findServicesOf(pod as Pod, sources.services) }],
    concurrency: 8,
    resyncMilliseconds: 0,
    reconciler: { reconcile: (service, context) => reconcileEndpoints(service, sources, context) },
  };
}

function findServicesOf(pod: Readonly<Pod>, all: Cache<Service>): string[] {
  return all
    .list(pod.metadata.namespace)
    .filter(({ spec }) => matchesLabels(pod.metadata.labels, spec.selector ?? {}))
    .map(({ metadata }) => `${metadata.namespace ?? ""}/${metadata.name}`);
}

async function reconcileEndpoints(service: Readonly<Service>, sources: EndpointSources, context: ReconcileContext) {
  if (!service.spec.selector) return; // Its endpoints are somebody else's to write.
  const { namespace, uid } = service.metadata;
  const backing = sources.pods.list(namespace).filter((pod) => isBacking(pod, service));
  const wanted = backing.flatMap((pod) => buildSlice(service, pod, sources.ports) ?? []);
  const present = sources.slices.list(namespace).filter((slice) => isControlledBy(slice, uid));
  for (const slice of wanted) {
    const known = present.find(({ metadata }) => metadata.name === slice.metadata.name);
    if (known && isSameSlice(known, slice)) continue;
    await context.client.apply(endpointSlices, slice, { fieldManager });
  }
  for (const { metadata } of present) {
    if (!metadata.uid || wanted.some((slice) => slice.metadata.name === metadata.name)) continue;
    await context.client.delete(endpointSlices, metadata, { uid: metadata.uid });
  }
}

function isBacking(pod: Readonly<Pod>, service: Readonly<Service>): boolean {
  const isLeaving = pod.metadata.deletionTimestamp !== undefined;
  return !isLeaving && isPodReady(pod) && matchesLabels(pod.metadata.labels, service.spec.selector ?? {});
}

/** Undefined while the pod's process has no port here: after a restart its old status may still say ready. */
function buildSlice(service: Readonly<Service>, pod: Readonly<Pod>, local: LocalPorts): EndpointSlice | undefined {
  const ports = (service.spec.ports ?? []).flatMap((port) => {
    const localPort = local.find(pod.metadata.uid, resolveTargetPort(port, pod));
    return localPort === undefined
      ? []
      : [{ name: port.name ?? "", port: localPort, protocol: port.protocol ?? "TCP" }];
  });
  if (ports.length === 0) return undefined;
  const { name, namespace, uid } = pod.metadata;
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      name: `${service.metadata.name}-${uid?.slice(0, 8) ?? name}`,
      ...(namespace && { namespace }),
      labels: { [serviceNameLabel]: service.metadata.name },
      ownerReferences: [controllerReference(service)],
    },
    addressType: "IPv4",
    endpoints: [
      {
        addresses: ["127.0.0.1"],
        conditions: { ready: true },
        nodeName,
        targetRef: { kind: "Pod", name, namespace, uid },
      },
    ],
    ports,
  };
}

/** The container port behind a service port: a number, or a name that some container's port carries. */
function resolveTargetPort(port: ServicePort, pod: Readonly<Pod>): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === "number") return target;
  const named = pod.spec.containers.flatMap(({ ports }) => ports ?? []).find(({ name }) => name === target);
  return named?.containerPort ?? (/^\d+$/.test(target) ? Number(target) : undefined);
}

function isSameSlice(known: Readonly<EndpointSlice>, desired: EndpointSlice): boolean {
  return isDeepStrictEqual([known.endpoints, known.ports], [desired.endpoints, desired.ports]);
}
