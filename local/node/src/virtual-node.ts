import { arch, cpus, platform, release, totalmem } from "node:os";
import { createManager, silentLog, type Client, type Log } from "@tochka-rosta/controller-runtime";
import {
  configMaps,
  endpointSlices,
  nodes,
  pods,
  replicaSets,
  secrets,
  serviceAccounts,
  services,
  type ContainerStatus,
  type Pod,
  type StatusCondition,
} from "./cluster/resources.ts";
import type { LogOptions } from "./kubelet/container-log.ts";
import type { FindImage } from "./kubelet/image-table.ts";
import { Kubelet, type RestartedPod } from "./kubelet/kubelet.ts";
import { LocalPorts } from "./kubelet/local-ports.ts";
import { defineEndpointsController } from "./workloads/endpoints-controller.ts";
import { defineDeploymentController, defineReplicaSetController, nodeName } from "./workloads/workload-controllers.ts";

/** Options of {@link startVirtualNode}. */
export interface VirtualNodeOptions {
  client: Client;
  findImage: FindImage;
  /** Holds one folder a pod: volumes, logs, process records. */
  podsDirectory: string;
  /** Given to pods that want a service account's token, in its place; without it they get none. */
  kubeconfig?: string | undefined;
  log?: Log;
  /** Every line that a program writes, as it comes. */
  onLine?(pod: Readonly<Pod>, container: string, line: string): void;
}

/** The one node of the local platform, with the controllers that a cluster would bring. */
export interface VirtualNode {
  /** The lines of a container's log; undefined when the container, or its run before this one, is not there. */
  readLog(request: LogRequest): AsyncIterable<string> | undefined;
  /** Whether the pod's programs serve now, whatever its status in the API still says of an earlier start. */
  isReady(pod: Readonly<Pod>): boolean;
  /** The port of 127.0.0.1 that stands for a container port of a pod; undefined when the pod does not run here. */
  findPort(pod: Readonly<Pod>, containerPort: number): number | undefined;
  /** Whether a container of the pod waits for its next restart. */
  isCrashing(pod: Readonly<Pod>): boolean;
  /**
   * Starts every program of an image again where it runs, because its file has changed: same pod, same port, no preStop, no back-off,
   * killed after `graceSeconds`. Settles with the pods that have one, and whether each became ready or ended before.
   */
  restart(image: string, graceSeconds: number): Promise<RestartedPod[]>;
  /** Ends every program and stops. */
  stop(): Promise<void>;
  /** Settles when the node has stopped; rejects when it ended on an error. */
  ended: Promise<void>;
}

/** Which log, and how much of it. */
export interface LogRequest extends LogOptions {
  namespace: string;
  pod: string;
  /** The only container unless told. */
  container?: string | undefined;
  /** Of the run before this one. */
  previous?: boolean | undefined;
}

/**
 * Starts the node: Deployments become ReplicaSets, those become pods, pods run as processes of this machine, and Services
 * lead to the ones that are ready. It isolates nothing.
 */
export async function startVirtualNode(options: VirtualNodeOptions): Promise<VirtualNode> {
  const { client, log = silentLog } = options;
  await registerNode(client);
  const manager = createManager({ client, name: "tochka-rosta-local", log, shutdownGraceMilliseconds: 15_000 });
  const ports = new LocalPorts();
  const caches = {
    pods: manager.caches.for({ resource: pods }),
    replicaSets: manager.caches.for({ resource: replicaSets }),
    services: manager.caches.for({ resource: services }),
    slices: manager.caches.for({ resource: endpointSlices }),
    secrets: manager.caches.for({ resource: secrets }),
    configMaps: manager.caches.for({ resource: configMaps }),
    serviceAccounts: manager.caches.for({ resource: serviceAccounts }),
  };
  manager.addController(defineDeploymentController(caches.replicaSets));
  manager.addController(defineReplicaSetController(caches.pods));
  manager.addController(defineEndpointsController({ ...caches, ports }));
  const kubelet = new Kubelet({
    client,
    events: manager.events,
    log,
    ...caches,
    ports,
    kubeconfig: options.kubeconfig,
    findImage: options.findImage,
    podsDirectory: options.podsDirectory,
    onLine: (pod, container, line) => options.onLine?.(pod, container, line),
  });
  manager.addRunnable(kubelet);
  const stop = new AbortController();
  const ended = manager.start(stop.signal);
  return {
    readLog: (request) => kubelet.findLog(request)?.read(request),
    isReady: (pod) => kubelet.findStatus(pod)?.conditions?.some(isTrueReady) ?? false,
    findPort: ({ metadata }, containerPort) => ports.find(metadata.uid, containerPort),
    restart: (image, graceSeconds) => kubelet.restart(image, graceSeconds),
    isCrashing: (pod) => kubelet.findStatus(pod)?.containerStatuses?.some(isBackingOff) ?? false,
    ended,
    async stop() {
      stop.abort();
      await ended;
    },
  };
}

function isTrueReady({ type, status }: StatusCondition): boolean {
  return type === "Ready" && status === "True";
}

function isBackingOff({ state }: ContainerStatus): boolean {
  return state.waiting?.reason === "CrashLoopBackOff";
}

async function registerNode(client: Client): Promise<void> {
  const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const fieldManager = "tochka-rosta-local";
  const metadata = { name: nodeName, labels: { "kubernetes.io/hostname": nodeName, "kubernetes.io/os": platform() } };
  await client.apply(nodes, { apiVersion: "v1", kind: "Node", metadata }, { fieldManager });
  const capacity = { cpu: String(cpus().length), memory: `${Math.floor(totalmem() / 1024)}Ki`, pods: "500" };
  const status = {
    capacity,
    allocatable: capacity,
    addresses: [{ type: "InternalIP", address: "127.0.0.1" }],
    conditions: [
      {
        type: "Ready",
        status: "True",
        reason: "LocalNodeReady",
        message: "programs run as local processes",
        lastTransitionTime: now,
      },
    ],
    nodeInfo: {
      operatingSystem: platform(),
      architecture: arch(),
      kernelVersion: release(),
      osImage: "this machine, without isolation",
      containerRuntimeVersion: `node://${process.versions.node}`,
      kubeletVersion: "v1.36.0-local",
    },
  };
  await client.patchMerge(nodes, { name: nodeName }, { status }, { subresource: "status", fieldManager });
}
