import type { ModuleInstance } from "@tochka-rosta/crds";
import { labels } from "@tochka-rosta/crds";
import type { RequestOptions } from "@tochka-rosta/controller-runtime";
import type { OperatorContext } from "../context.ts";
import { judgement, type Judgement } from "../judgement.ts";
import { resources, type Deployment, type Pod } from "../resources.ts";

/** Why a module does not come up, in plain words; undefined while it may simply still be starting. */
export async function findPodProblem(
  { client }: Pick<OperatorContext, "client">,
  instance: Readonly<ModuleInstance>,
  deployment: Readonly<Deployment>,
  options: RequestOptions,
): Promise<Judgement | undefined> {
  const pods = await client.list(resources.pod, {
    namespace: instance.metadata.namespace,
    labelSelector: `${labels.instance}=${instance.metadata.name}`,
    ...options,
  });
  return explainPods(pods) ?? explainDeployment(deployment);
}

/** Reads the problem off the pods: the newest pod that has one speaks. Pure. */
export function explainPods(pods: readonly Pod[]): Judgement | undefined {
  const newestFirst = [...pods].sort((a, b) =>
    (b.metadata.creationTimestamp ?? "").localeCompare(a.metadata.creationTimestamp ?? ""),
  );
  for (const pod of newestFirst) {
    const problem = explainPod(pod);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function explainPod({ metadata, status }: Pod): Judgement | undefined {
  if (metadata.deletionTimestamp !== undefined) return undefined;
  const unscheduled = status?.conditions?.find(
    ({ type, reason }) => type === "PodScheduled" && reason === "Unschedulable",
  );
  if (unscheduled?.status === "False") return judgement(false, "NoRoom");
  for (const container of status?.containerStatuses ?? []) {
    switch (container.state?.waiting?.reason) {
      case "ErrImagePull":
      case "ImagePullBackOff":
      case "InvalidImageName":
      case "ErrImageNeverPull":
        return judgement(false, "ImagePullFailed");
      case "CrashLoopBackOff":
        return judgement(false, "ModuleCrashing");
      case "CreateContainerConfigError":
      case "CreateContainerError":
      case "RunContainerError":
        return judgement(false, "PodInvalid");
      default:
        if ((container.restartCount ?? 0) > 0 && container.ready !== true) return judgement(false, "ModuleUnhealthy");
    }
  }
  return undefined;
}

/** A Deployment whose pods cannot even be made says so in a condition. */
function explainDeployment({ status }: Readonly<Deployment>): Judgement | undefined {
  const failure = status?.conditions?.find(({ type, status: value }) => type === "ReplicaFailure" && value === "True");
  if (failure === undefined) return undefined;
  return judgement(false, /exceeded quota/.test(failure.message) ? "QuotaExceeded" : "PodInvalid");
}
