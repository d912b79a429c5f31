import { ensureObject, isObject, objectsOf, type JsonObject, type KubeObject } from "../objects.ts";
import { applyPodSpecDefaults, setDefaults } from "./pod-defaults.ts";
import type { Strategy } from "../resource-kind.ts";

function applyTemplateDefaults(spec: JsonObject): void {
  const template = ensureObject(spec, "template");
  ensureObject(template, "metadata");
  applyPodSpecDefaults(ensureObject(template, "spec"));
}

function applyDeploymentDefaults(object: KubeObject): void {
  const spec = ensureObject(object, "spec");
  setDefaults(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  const strategy = ensureObject(spec, "strategy");
  setDefaults(strategy, { type: "RollingUpdate" });
  if (strategy["type"] === "RollingUpdate") {
    setDefaults(ensureObject(strategy, "rollingUpdate"), { maxSurge: "25%", maxUnavailable: "25%" });
  }
  applyTemplateDefaults(spec);
}

function applyReplicaSetDefaults(object: KubeObject): void {
  const spec = ensureObject(object, "spec");
  setDefaults(spec, { replicas: 1 });
  applyTemplateDefaults(spec);
}

function applyStatefulSetDefaults(object: KubeObject): void {
  const spec = ensureObject(object, "spec");
  setDefaults(spec, { replicas: 1, revisionHistoryLimit: 10, podManagementPolicy: "OrderedReady" });
  const strategy = ensureObject(spec, "updateStrategy");
  setDefaults(strategy, { type: "RollingUpdate" });
  if (strategy["type"] === "RollingUpdate") setDefaults(ensureObject(strategy, "rollingUpdate"), { partition: 0 });
  applyTemplateDefaults(spec);
}

function applyJobSpecDefaults(spec: JsonObject): void {
  setDefaults(spec, { parallelism: 1, completions: 1, backoffLimit: 6, completionMode: "NonIndexed", suspend: false });
  applyTemplateDefaults(spec);
}

function applyCronJobDefaults(object: KubeObject): void {
  const spec = ensureObject(object, "spec");
  setDefaults(spec, {
    concurrencyPolicy: "Allow",
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  });
  applyJobSpecDefaults(ensureObject(ensureObject(spec, "jobTemplate"), "spec"));
}

function applyPodDefaults(object: KubeObject): void {
  const spec = ensureObject(object, "spec");
  applyPodSpecDefaults(spec);
  setDefaults(spec, { enableServiceLinks: true, preemptionPolicy: "PreemptLowerPriority", priority: 0 });
  setDefaults(spec, { serviceAccountName: "default", serviceAccount: "default" });
}

/** Guaranteed: every container limits what it requests; BestEffort: none asks for anything. */
function qualityOfService(object: KubeObject): string {
  const resources = objectsOf(ensureObject(object, "spec")["containers"]).map((container) => container["resources"]);
  const requested = resources.filter(
    (each) =>
      isObject(each) &&
      (Object.keys(each["limits"] ?? {}).length > 0 || Object.keys(each["requests"] ?? {}).length > 0),
  );
  if (requested.length === 0) return "BestEffort";
  const isGuaranteed = resources.every((each) => {
    if (!isObject(each) || !isObject(each["limits"]) || !isObject(each["requests"])) return false;
    const { limits, requests } = each;
    return ["cpu", "memory"].every((name) => limits[name] !== undefined && limits[name] === requests[name]);
  });
  return isGuaranteed ? "Guaranteed" : "Burstable";
}

/** The strategies of kinds that run pods. */
export const WORKLOAD_STRATEGIES: Readonly<Record<string, Strategy>> = {
  "v1/Pod": {
    applyDefaults: applyPodDefaults,
    prepareForCreate: (object) => {
      object["status"] = { phase: "Pending", qosClass: qualityOfService(object) };
    },
    immutable: [["spec", "nodeName"]],
  },
  "apps/v1/Deployment": { applyDefaults: applyDeploymentDefaults, immutable: [["spec", "selector"]] },
  "apps/v1/ReplicaSet": { applyDefaults: applyReplicaSetDefaults, immutable: [["spec", "selector"]] },
  "apps/v1/StatefulSet": {
    applyDefaults: applyStatefulSetDefaults,
    immutable: [
      ["spec", "selector"],
      ["spec", "serviceName"],
    ],
  },
  "batch/v1/Job": { applyDefaults: (object) => applyJobSpecDefaults(ensureObject(object, "spec")) },
  "batch/v1/CronJob": { applyDefaults: applyCronJobDefaults },
};
