import { ensureObject, isObject, objectsOf, stringOr, type JsonObject, type JsonValue } from "../objects.ts";

/** Sets each member that is absent. */
export function setDefaults(object: JsonObject, defaults: Readonly<Record<string, JsonValue>>): void {
  for (const [member, value] of Object.entries(defaults)) {
    if (object[member] === undefined) object[member] = structuredClone(value);
  }
}

const PROBE = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"] as const;
/** Volume sources that carry a file mode, with its default. */
const VOLUME_MODES = { secret: 420, configMap: 420, downwardAPI: 420, projected: 420 } as const;

/** The defaults of a pod's spec. Source: pkg/apis/core/v1/defaults.go of Kubernetes 1.36. */
export function applyPodSpecDefaults(spec: JsonObject): void {
  setDefaults(spec, {
    restartPolicy: "Always",
    terminationGracePeriodSeconds: 30,
    dnsPolicy: "ClusterFirst",
    securityContext: {},
    schedulerName: "default-scheduler",
  });
  // The older spelling always says the same: a change of the newer one would else leave it behind.
  if (typeof spec["serviceAccountName"] === "string") spec["serviceAccount"] = spec["serviceAccountName"];
  for (const container of objectsOf(spec["containers"])) applyContainerDefaults(container);
  for (const container of objectsOf(spec["initContainers"])) applyContainerDefaults(container);
  for (const volume of objectsOf(spec["volumes"])) applyVolumeDefaults(volume);
}

function applyContainerDefaults(container: JsonObject): void {
  setDefaults(container, {
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    imagePullPolicy: pullPolicyOf(stringOr(container["image"], "")),
    resources: {},
  });
  for (const port of objectsOf(container["ports"])) setDefaults(port, { protocol: "TCP" });
  for (const name of PROBES) {
    const probe = container[name];
    if (!isObject(probe)) continue;
    setDefaults(probe, PROBE);
    if (isObject(probe["httpGet"])) setDefaults(probe["httpGet"], { path: "/", scheme: "HTTP" });
  }
  for (const variable of objectsOf(container["env"])) {
    const reference = isObject(variable["valueFrom"]) ? variable["valueFrom"]["fieldRef"] : undefined;
    if (isObject(reference)) setDefaults(reference, { apiVersion: "v1" });
  }
  applyResourceDefaults(ensureObject(container, "resources"));
}

/** A limit without a request is the request. */
function applyResourceDefaults(resources: JsonObject): void {
  if (!isObject(resources["limits"])) return;
  const requests = ensureObject(resources, "requests");
  for (const [resource, limit] of Object.entries(resources["limits"])) requests[resource] ??= limit;
}

function pullPolicyOf(image: string): string {
  const lastPart = image.slice(image.lastIndexOf("/") + 1);
  const isLatest = !image.includes("@") && (!lastPart.includes(":") || lastPart.endsWith(":latest"));
  return isLatest ? "Always" : "IfNotPresent";
}

function applyVolumeDefaults(volume: JsonObject): void {
  for (const [source, mode] of Object.entries(VOLUME_MODES)) {
    const definition = volume[source];
    if (isObject(definition)) setDefaults(definition, { defaultMode: mode });
  }
  const hasSource = Object.keys(volume).some((member) => member !== "name");
  if (!hasSource) volume["emptyDir"] = {};
}
