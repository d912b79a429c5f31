import type { Column } from "../resource-kind.ts";
import {
  isObject,
  listOrEmpty,
  numberOr,
  objectsOf,
  stringOr,
  valueAt,
  type JsonObject,
  type KubeObject,
  showValue,
} from "../objects.ts";
import { AGE_COLUMN } from "./custom-columns.ts";
import { humanAge, humanDuration } from "./duration.ts";

type Cell = ReturnType<Column["value"]>;

export function column(name: string, value: (object: KubeObject) => Cell, type: Column["type"] = "string"): Column {
  return { name, type, priority: 0, value };
}

export function wideColumn(name: string, value: (object: KubeObject) => Cell): Column {
  return { name, type: "string", priority: 1, value };
}

/** The number at the path, 0 when absent. */
export function countAt(object: KubeObject, ...path: string[]): number {
  return numberOr(valueAt(object, path), 0);
}

/** The text at the path, `<none>` when absent. */
export function textAt(object: KubeObject, ...path: string[]): string {
  const value = valueAt(object, path);
  return value === undefined || value === null || value === "" ? "<none>" : showValue(value);
}

/** A label selector as one line. */
export function selectorText(selector: unknown): string {
  if (!isObject(selector)) return "<none>";
  const labels = isObject(selector["matchLabels"]) ? selector["matchLabels"] : selector;
  const parts = Object.entries(labels).filter(([, value]) => typeof value === "string");
  return parts.length === 0 ? "<none>" : parts.map(([key, value]) => `${key}=${showValue(value)}`).join(",");
}

function templateContainers(object: KubeObject): JsonObject[] {
  return objectsOf(valueAt(object, ["spec", "template", "spec", "containers"]));
}

const CONTAINERS = wideColumn("Containers", (object) =>
  templateContainers(object)
    .map((each) => showValue(each["name"]))
    .join(","),
);
const IMAGES = wideColumn("Images", (object) =>
  templateContainers(object)
    .map((each) => showValue(each["image"]))
    .join(","),
);
const SELECTOR = wideColumn("Selector", (object) => selectorText(valueAt(object, ["spec", "selector"])));

/** Why the pod is as it is, in one word: what kubectl shows under STATUS. */
export function podStatus(pod: KubeObject): string {
  if (pod.metadata.deletionTimestamp !== undefined) return "Terminating";
  const initializing = initializationStatus(pod);
  if (initializing !== undefined) return initializing;
  const phase = stringOr(valueAt(pod, ["status", "reason"]), stringOr(valueAt(pod, ["status", "phase"]), "Unknown"));
  const statuses = objectsOf(valueAt(pod, ["status", "containerStatuses"]));
  for (const status of statuses.reverse()) {
    const waiting = valueAt(status, ["state", "waiting", "reason"]);
    const terminated = valueAt(status, ["state", "terminated"]);
    if (typeof waiting === "string" && waiting !== "") return waiting;
    if (isObject(terminated)) {
      const code = numberOr(terminated["exitCode"], 0);
      return stringOr(terminated["reason"], code === 0 ? "Completed" : `ExitCode:${code}`);
    }
  }
  return phase;
}

/** How far the init containers are (`Init:0/2`) or what is wrong with one; undefined once all are done. */
function initializationStatus(pod: KubeObject): string | undefined {
  const statuses = objectsOf(valueAt(pod, ["status", "initContainerStatuses"]));
  const index = statuses.findIndex((status) => valueAt(status, ["state", "terminated", "exitCode"]) !== 0);
  const status = statuses[index];
  if (status === undefined) return undefined;
  const terminated = valueAt(status, ["state", "terminated"]);
  if (isObject(terminated)) {
    return `Init:${stringOr(terminated["reason"], `ExitCode:${numberOr(terminated["exitCode"], 0)}`)}`;
  }
  const waiting = stringOr(valueAt(status, ["state", "waiting", "reason"]), "PodInitializing");
  const total = listOrEmpty(valueAt(pod, ["spec", "initContainers"])).length;
  return waiting === "PodInitializing" ? `Init:${index}/${total}` : `Init:${waiting}`;
}

function podReady(pod: KubeObject): string {
  const statuses = objectsOf(valueAt(pod, ["status", "containerStatuses"]));
  const ready = statuses.filter((status) => status["ready"] === true).length;
  return `${ready}/${listOrEmpty(valueAt(pod, ["spec", "containers"])).length}`;
}

function podRestarts(pod: KubeObject): string {
  const counted = initializationStatus(pod) === undefined ? "containerStatuses" : "initContainerStatuses";
  const statuses = objectsOf(valueAt(pod, ["status", counted]));
  const restarts = statuses.reduce((sum, status) => sum + numberOr(status["restartCount"], 0), 0);
  const finished = statuses
    .map((status) => stringOr(valueAt(status, ["lastState", "terminated", "finishedAt"]), ""))
    .sort()
    .at(-1);
  const isKnown = finished !== undefined && finished !== "";
  return restarts > 0 && isKnown ? `${restarts} (${humanAge(finished, Date.now())} ago)` : String(restarts);
}

function jobDuration(job: KubeObject): string {
  const started = valueAt(job, ["status", "startTime"]);
  if (typeof started !== "string") return "";
  const completed = valueAt(job, ["status", "completionTime"]);
  const end = typeof completed === "string" ? Date.parse(completed) : Date.now();
  return humanDuration(end - Date.parse(started));
}

/** Columns of the kinds that run pods. Source: pkg/printers/internalversion/printers.go. */
export const WORKLOAD_COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  Pod: [
    column("Ready", podReady),
    column("Status", podStatus),
    column("Restarts", podRestarts),
    AGE_COLUMN,
    wideColumn("IP", (pod) => textAt(pod, "status", "podIP")),
    wideColumn("Node", (pod) => textAt(pod, "spec", "nodeName")),
    wideColumn("Nominated Node", (pod) => textAt(pod, "status", "nominatedNodeName")),
    wideColumn("Readiness Gates", () => "<none>"),
  ],
  Deployment: [
    column("Ready", (object) => `${countAt(object, "status", "readyReplicas")}/${countAt(object, "spec", "replicas")}`),
    column("Up-to-date", (object) => countAt(object, "status", "updatedReplicas"), "integer"),
    column("Available", (object) => countAt(object, "status", "availableReplicas"), "integer"),
    AGE_COLUMN,
    CONTAINERS,
    IMAGES,
    SELECTOR,
  ],
  ReplicaSet: [
    column("Desired", (object) => countAt(object, "spec", "replicas"), "integer"),
    column("Current", (object) => countAt(object, "status", "replicas"), "integer"),
    column("Ready", (object) => countAt(object, "status", "readyReplicas"), "integer"),
    AGE_COLUMN,
    CONTAINERS,
    IMAGES,
    SELECTOR,
  ],
  StatefulSet: [
    column("Ready", (object) => `${countAt(object, "status", "readyReplicas")}/${countAt(object, "spec", "replicas")}`),
    AGE_COLUMN,
    CONTAINERS,
    IMAGES,
  ],
  DaemonSet: [
    column("Desired", (object) => countAt(object, "status", "desiredNumberScheduled"), "integer"),
    column("Ready", (object) => countAt(object, "status", "numberReady"), "integer"),
    AGE_COLUMN,
    CONTAINERS,
    IMAGES,
    SELECTOR,
  ],
  Job: [
    column("Status", (job) => stringOr(finishedCondition(job), "Running")),
    column("Completions", (job) => `${countAt(job, "status", "succeeded")}/${countAt(job, "spec", "completions")}`),
    column("Duration", jobDuration),
    AGE_COLUMN,
    CONTAINERS,
    IMAGES,
  ],
  CronJob: [
    column("Schedule", (object) => textAt(object, "spec", "schedule")),
    column("Timezone", (object) => textAt(object, "spec", "timeZone")),
    column("Suspend", (object) => (valueAt(object, ["spec", "suspend"]) === true ? "True" : "False")),
    column("Active", (object) => listOrEmpty(valueAt(object, ["status", "active"])).length, "integer"),
    column("Last Schedule", (object) => {
      const last = valueAt(object, ["status", "lastScheduleTime"]);
      return typeof last === "string" ? humanAge(last, Date.now()) : "<none>";
    }),
    AGE_COLUMN,
  ],
};

function finishedCondition(job: KubeObject): string | undefined {
  const conditions = objectsOf(valueAt(job, ["status", "conditions"])).filter((each) => each["status"] === "True");
  const finished = conditions.find((each) => each["type"] === "Complete" || each["type"] === "Failed");
  return finished === undefined ? undefined : stringOr(finished["type"], "");
}
