import type { Rendered } from "./render.ts";

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly resources?: { readonly requests?: Record<string, string>; readonly limits?: Record<string, string> };
  readonly startupProbe?: object;
  readonly readinessProbe?: { readonly httpGet?: { readonly path: string } };
  readonly livenessProbe?: object;
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly automountServiceAccountToken?: boolean;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly object[];
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
}

/** Every pod that a rendering makes, by the object that makes it. */
export function listPods(objects: readonly Rendered[]): { readonly name: string; readonly spec: PodSpec }[] {
  return objects.flatMap((object) => {
    const spec = findPodSpec(object);
    return spec ? [{ name: `${object.kind} ${object.metadata.name}`, spec }] : [];
  });
}

export function listContainers({ containers, initContainers = [] }: PodSpec): Container[] {
  return [...initContainers, ...containers];
}

function findPodSpec({ kind, spec }: Rendered): PodSpec | undefined {
  if (kind === "Pod") return spec as PodSpec;
  if (!["Deployment", "StatefulSet", "Job", "DaemonSet", "CronJob"].includes(kind)) return undefined;
  return (spec as { template: { spec: PodSpec } }).template.spec;
}

/** The variables of a Deployment's first container. */
export function readVariables(objects: readonly Rendered[], name: string): Record<string, string | undefined> {
  const pod = listPods(objects).find((one) => one.name === `Deployment ${name}`);
  return Object.fromEntries((pod?.spec.containers[0]?.env ?? []).map((variable) => [variable.name, variable.value]));
}
