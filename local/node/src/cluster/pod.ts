import type { KubernetesObject } from "@tochka-rosta/controller-runtime";

/** What the node reads and writes of pods; the same caveat as in resources.ts. */

export interface KeySelector {
  name: string;
  key: string;
  optional?: boolean;
}

export interface EnvironmentVariable {
  name: string;
  value?: string;
  valueFrom?: {
    secretKeyRef?: KeySelector;
    configMapKeyRef?: KeySelector;
    fieldRef?: { fieldPath: string };
  };
}

export interface EnvironmentSource {
  prefix?: string;
  secretRef?: { name: string; optional?: boolean };
  configMapRef?: { name: string; optional?: boolean };
}

export interface Probe {
  httpGet?: { path?: string; port: number | string; httpHeaders?: { name: string; value: string }[] };
  tcpSocket?: { port: number | string };
  initialDelaySeconds?: number;
  periodSeconds?: number;
  timeoutSeconds?: number;
  failureThreshold?: number;
  successThreshold?: number;
}

export interface ContainerPort {
  name?: string;
  containerPort: number;
}

export interface Container {
  name: string;
  image: string;
  command?: string[];
  args?: string[];
  env?: EnvironmentVariable[];
  envFrom?: EnvironmentSource[];
  ports?: ContainerPort[];
  volumeMounts?: { name: string; mountPath: string; subPath?: string; readOnly?: boolean }[];
  startupProbe?: Probe;
  readinessProbe?: Probe;
  livenessProbe?: Probe;
  lifecycle?: { preStop?: { sleep?: { seconds: number } } };
  /** Of an init container; Always makes it a sidecar, which is not there. */
  restartPolicy?: "Always";
}

export interface KeyToPath {
  key: string;
  path: string;
}

export interface SecretVolume {
  secretName: string;
  items?: KeyToPath[];
  optional?: boolean;
}

export interface NamedVolume {
  name: string;
  items?: KeyToPath[];
  optional?: boolean;
}

export interface Volume {
  name: string;
  secret?: SecretVolume;
  configMap?: NamedVolume;
  emptyDir?: object;
  projected?: {
    sources: { secret?: NamedVolume; configMap?: NamedVolume; serviceAccountToken?: TokenProjection }[];
  };
}

/** A token of the pod's own ServiceAccount, as a file. */
export interface TokenProjection {
  /** Whom it is for; the API server unless told. */
  audience?: string;
  expirationSeconds?: number;
  path: string;
}

export interface PodSpec {
  nodeName?: string;
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  /** Run one after another before the containers. */
  initContainers?: Container[];
  containers: Container[];
  volumes?: Volume[];
  restartPolicy?: "Always" | "OnFailure" | "Never";
  terminationGracePeriodSeconds?: number;
}

export interface StatusCondition {
  type: string;
  status: "True" | "False" | "Unknown";
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  lastUpdateTime?: string;
}

export interface ContainerState {
  waiting?: { reason: string; message?: string };
  running?: { startedAt: string };
  terminated?: {
    exitCode: number;
    signal?: number;
    reason: string;
    message?: string;
    startedAt: string;
    finishedAt: string;
  };
}

export interface ContainerStatus {
  name: string;
  image: string;
  imageID: string;
  containerID?: string;
  ready: boolean;
  started: boolean;
  restartCount: number;
  state: ContainerState;
  lastState: ContainerState;
}

export interface PodStatus {
  phase: "Pending" | "Running" | "Succeeded" | "Failed";
  conditions?: StatusCondition[];
  hostIP?: string;
  podIP?: string;
  podIPs?: { ip: string }[];
  startTime?: string;
  initContainerStatuses?: ContainerStatus[];
  containerStatuses?: ContainerStatus[];
}

export interface Pod extends KubernetesObject {
  spec: PodSpec;
  status?: PodStatus;
}

export interface PodTemplate {
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: PodSpec;
}
