import {
  defaultContainerResources,
  moduleAccountName,
  type Module,
  type ModuleInstance,
  type Tenant,
} from "@tochka-rosta/crds";
import { hashOf, type KubernetesObject } from "@tochka-rosta/controller-runtime";
import type { Deployment, Pod } from "@tochka-rosta/controller-runtime/built-in-kinds";
import { templateAnnotation } from "../context.ts";
import { buildInstanceLabels, buildInstanceMetadata } from "../ownership.ts";
import type { ModulePods, Settings } from "../settings.ts";
import { registrySecretName } from "../tenant/registry-secret.ts";
import { buildPodFiles, type PodFiles } from "./pod-files.ts";
import type { PodNames } from "./pod-names.ts";

type PodSpec = NonNullable<Pod["spec"]>;
type Container = PodSpec["containers"][number];
type PodTemplate = NonNullable<Deployment["spec"]>["template"];
type Probe = NonNullable<Container["livenessProbe"]>;

/** Name of the one container of a module's pods. */
export const moduleContainer = "module";

/** An ended pod goes on answering for so long: until every ingress controller has heard that it is to be asked no more. */
const drainSeconds = 5;
/** Draining, then what a module takes to finish the requests under way (the SDK ends within eight seconds). */
const terminationSeconds = drainSeconds + 15;
/** Nobody in particular: the images must run as anyone, and files of one module are no other's. */
const anyUser = 65532;

export interface Workload {
  readonly module: Readonly<Module>;
  readonly image: string;
  readonly replicas: 0 | 1;
  readonly settings: Pick<Settings, "modulePods" | "egressUrl" | "platformKeysFile">;
  readonly names: PodNames;
}

/** The module as a Deployment: restricted, as its own account, with its binding, its identity and a place for temporary files. */
export function buildDeployment(
  instance: Readonly<ModuleInstance>,
  tenant: Readonly<Tenant>,
  { module, image, replicas, settings, names }: Workload,
): Deployment {
  const { modulePods: pods, egressUrl, platformKeysFile } = settings;
  const files = buildPodFiles(instance.metadata.name, {
    needsDatabase: needsDatabase(module),
    hasKeys: platformKeysFile !== undefined,
    egressUrl,
  });
  const selector = buildInstanceLabels(instance);
  const metadata = buildInstanceMetadata(instance, tenant, instance.metadata.name);
  const template = buildPodTemplate(instance, metadata, { module, image, pods, files, names });
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { ...metadata, annotations: { ...metadata.annotations, [templateAnnotation]: hashOf(template) } },
    spec: {
      replicas,
      revisionHistoryLimit: 2,
      progressDeadlineSeconds: 120,
      selector: { matchLabels: selector },
      // The old version serves until the new one answers.
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template,
    },
  };
}

function buildPodTemplate(
  instance: Readonly<ModuleInstance>,
  { labels }: Pick<Deployment["metadata"], "labels">,
  {
    module,
    image,
    pods,
    files,
    names,
  }: Pick<Workload, "module" | "image" | "names"> & { readonly pods: ModulePods; readonly files: PodFiles },
): PodTemplate {
  return {
    metadata: { labels },
    spec: {
      serviceAccountName: moduleAccountName(instance.metadata.name),
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      ...names,
      ...buildPlacement(pods),
      terminationGracePeriodSeconds: terminationSeconds,
      securityContext: {
        runAsNonRoot: true,
        ...(pods.hasFixedUser && { runAsUser: anyUser, runAsGroup: anyUser, fsGroup: anyUser }),
        seccompProfile: { type: "RuntimeDefault" },
      },
      containers: [buildContainer(instance, { module, image, files })],
      volumes: files.volumes,
    },
  };
}

/** Which pod template a Deployment was applied with; undefined of those that an operator before 0.3.0 applied. */
export function templateOf(deployment: Readonly<KubernetesObject> | undefined): string | undefined {
  return deployment?.metadata.annotations?.[templateAnnotation];
}

/** What is not asked for is left out, so that a cluster which needs none of it sees the same Deployment as ever. */
function buildPlacement({ nodeSelector, tolerations, registryFile }: ModulePods): Partial<PodSpec> {
  return {
    ...(Object.keys(nodeSelector).length > 0 && { nodeSelector }),
    ...(tolerations.length > 0 && { tolerations: [...tolerations] }),
    ...(registryFile !== undefined && { imagePullSecrets: [{ name: registrySecretName }] }),
  };
}

/** Whether the module keeps its data in a database of its own. */
export function needsDatabase(module: Readonly<Module>): boolean {
  return module.spec.database?.required !== false;
}

function buildContainer(
  instance: Readonly<ModuleInstance>,
  { module, image, files }: Pick<Workload, "module" | "image"> & { readonly files: PodFiles },
): Container {
  const { port = 8080, healthPath = "/health", resources } = module.spec;
  const health = { httpGet: { path: healthPath, port: "http" }, timeoutSeconds: 2 };
  return {
    name: moduleContainer,
    image,
    env: [
      { name: "NODE_ENV", value: "production" },
      { name: "NODE_OPTIONS", value: "--max-semi-space-size=1 --max-old-space-size=64" },
      { name: "HOST", value: "0.0.0.0" },
      { name: "PORT", value: String(port) },
      ...files.env,
    ],
    ports: [{ name: "http", containerPort: port, protocol: "TCP" }],
    resources: {
      requests: { ...defaultContainerResources.requests, ...resources?.requests },
      limits: { ...defaultContainerResources.limits, ...resources?.limits },
    },
    lifecycle: { preStop: { sleep: { seconds: drainSeconds } } },
    // A second between looks while starting, for a click is waited for; then calm. A module may wait for its database long
    // enough that a restart comes without back-off.
    startupProbe: { ...health, periodSeconds: 1, failureThreshold: 900 },
    readinessProbe: { ...health, periodSeconds: 5, failureThreshold: 2 },
    livenessProbe: { ...buildLiveness(instance, module), timeoutSeconds: 2, periodSeconds: 15, failureThreshold: 3 },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: files.mounts,
  };
}

/**
 * Asks nothing of the database: a restart would not bring that back. Of a pinned version, which may be older than the
 * catalogue's path, no more is asked than an open port.
 */
function buildLiveness(
  instance: Readonly<ModuleInstance>,
  { spec }: Readonly<Module>,
): Pick<Probe, "httpGet" | "tcpSocket"> {
  const isPinned = (instance.spec.version ?? spec.version) !== spec.version;
  return spec.livenessPath === undefined || isPinned
    ? { tcpSocket: { port: "http" } }
    : { httpGet: { path: spec.livenessPath, port: "http" } };
}
