// Over 150 lines: a table of columns by kind.
import type { Column } from "../resource-kind.ts";
import {
  isObject,
  listOrEmpty,
  objectOrEmpty,
  objectsOf,
  stringOr,
  valueAt,
  type JsonObject,
  type KubeObject,
  showValue,
} from "../objects.ts";
import { AGE_COLUMN } from "./custom-columns.ts";
import { humanAge } from "./duration.ts";
import { column, countAt, selectorText, textAt, WORKLOAD_COLUMNS, wideColumn } from "./workload-columns.ts";

/** The columns of a built-in kind; kinds without a row show their age. Source: pkg/printers/internalversion. */
export function builtinColumns(kind: string): readonly Column[] {
  return WORKLOAD_COLUMNS[kind] ?? COLUMNS[kind] ?? [AGE_COLUMN];
}

const CREATED_AT = column("Created At", (object) => object.metadata.creationTimestamp ?? "");

function servicePorts(service: KubeObject): string {
  const ports = objectsOf(valueAt(service, ["spec", "ports"])).map((port) => {
    const node = port["nodePort"] === undefined ? "" : `:${showValue(port["nodePort"])}`;
    return `${showValue(port["port"])}${node}/${stringOr(port["protocol"], "TCP")}`;
  });
  return ports.length === 0 ? "<none>" : ports.join(",");
}

function loadBalancerAddresses(object: KubeObject): string {
  const addresses = objectsOf(valueAt(object, ["status", "loadBalancer", "ingress"]));
  return addresses.map((each) => stringOr(each["ip"], stringOr(each["hostname"], ""))).join(",");
}

function externalAddress(service: KubeObject): string {
  const type = valueAt(service, ["spec", "type"]);
  if (type === "ExternalName") return textAt(service, "spec", "externalName");
  if (type !== "LoadBalancer") return "<none>";
  return loadBalancerAddresses(service) || "<pending>";
}

function ingressHosts(ingress: KubeObject): string {
  const hosts = objectsOf(valueAt(ingress, ["spec", "rules"])).map((rule) => stringOr(rule["host"], "*"));
  return hosts.length === 0 ? "*" : hosts.join(",");
}

function ingressPorts(ingress: KubeObject): string {
  return listOrEmpty(valueAt(ingress, ["spec", "tls"])).length > 0 ? "80, 443" : "80";
}

function nodeStatus(node: KubeObject): string {
  const conditions = objectsOf(valueAt(node, ["status", "conditions"]));
  const ready = conditions.find((condition) => condition["type"] === "Ready");
  const state = ready === undefined ? "Unknown" : ready["status"] === "True" ? "Ready" : "NotReady";
  return valueAt(node, ["spec", "unschedulable"]) === true ? `${state},SchedulingDisabled` : state;
}

function nodeRoles(node: KubeObject): string {
  const prefix = "node-role.kubernetes.io/";
  const roles = Object.keys(node.metadata.labels ?? {}).filter((label) => label.startsWith(prefix));
  return roles.length === 0 ? "<none>" : roles.map((label) => label.slice(prefix.length)).join(",");
}

function nodeAddress(type: string): (node: KubeObject) => string {
  return (node) => {
    const addresses = objectsOf(valueAt(node, ["status", "addresses"]));
    return stringOr(addresses.find((address) => address["type"] === type)?.["address"], "<none>");
  };
}

function lastSeen(event: KubeObject): string {
  const { lastTimestamp, eventTime, firstTimestamp, series } = event;
  const observed = isObject(series) ? series["lastObservedTime"] : undefined;
  const moment = observed ?? lastTimestamp ?? eventTime ?? firstTimestamp ?? event.metadata.creationTimestamp;
  return typeof moment === "string" ? humanAge(moment, Date.now()) : "<unknown>";
}

function eventObject(event: KubeObject): string {
  const involved = objectOrEmpty(event["involvedObject"] ?? event["regarding"]);
  return `${stringOr(involved["kind"], "").toLowerCase()}/${stringOr(involved["name"], "")}`;
}

/** Used of hard, by resource; requests (and the rest) on one side, limits on the other. */
function quotaColumn(isLimits: boolean): (quota: KubeObject) => string {
  return (quota) => {
    const hard = objectOrEmpty(valueAt(quota, ["status", "hard"]) ?? valueAt(quota, ["spec", "hard"]));
    const used = objectOrEmpty(valueAt(quota, ["status", "used"]));
    return Object.keys(hard)
      .filter((name) => name.startsWith("limits.") === isLimits)
      .sort()
      .map((name) => `${name}: ${stringOr(used[name], "0")}/${stringOr(hard[name], "0")}`)
      .join(", ");
  };
}

function subjectsText(kindName: string): (binding: KubeObject) => string {
  return (binding) =>
    objectsOf(binding["subjects"])
      .filter((subject) => subject["kind"] === kindName)
      .map(
        (subject) =>
          (kindName === "ServiceAccount" ? `${stringOr(subject["namespace"], "")}/` : "") +
          stringOr(subject["name"], ""),
      )
      .join(", ");
}

function roleText(binding: KubeObject): string {
  const role = objectOrEmpty(binding["roleRef"]);
  return `${stringOr(role["kind"], "")}/${stringOr(role["name"], "")}`;
}

const BINDING: readonly Column[] = [
  column("Role", roleText),
  AGE_COLUMN,
  wideColumn("Users", subjectsText("User")),
  wideColumn("Groups", subjectsText("Group")),
  wideColumn("ServiceAccounts", subjectsText("ServiceAccount")),
];

function dataCount(object: KubeObject): number {
  return Object.keys(objectOrEmpty(object["data"])).length + Object.keys(objectOrEmpty(object["binaryData"])).length;
}

function endpointAddresses(slice: KubeObject): string {
  const addresses = objectsOf(slice["endpoints"]).flatMap((endpoint) =>
    listOrEmpty(endpoint["addresses"]).map(showValue),
  );
  return addresses.length === 0
    ? "<unset>"
    : addresses.slice(0, 3).join(",") + (addresses.length > 3 ? ` + ${addresses.length - 3} more...` : "");
}

function slicePorts(slice: KubeObject): string {
  const ports = objectsOf(slice["ports"]).map((port: JsonObject) => showValue(port["port"] ?? "*"));
  return ports.length === 0 ? "<unset>" : ports.join(",");
}

const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  Namespace: [column("Status", (object) => textAt(object, "status", "phase")), AGE_COLUMN],
  Node: [
    column("Status", nodeStatus),
    column("Roles", nodeRoles),
    AGE_COLUMN,
    column("Version", (node) => textAt(node, "status", "nodeInfo", "kubeletVersion")),
    wideColumn("Internal-IP", nodeAddress("InternalIP")),
    wideColumn("External-IP", nodeAddress("ExternalIP")),
    wideColumn("OS-Image", (node) => textAt(node, "status", "nodeInfo", "osImage")),
    wideColumn("Kernel-Version", (node) => textAt(node, "status", "nodeInfo", "kernelVersion")),
    wideColumn("Container-Runtime", (node) => textAt(node, "status", "nodeInfo", "containerRuntimeVersion")),
  ],
  Service: [
    column("Type", (service) => textAt(service, "spec", "type")),
    column("Cluster-IP", (service) => textAt(service, "spec", "clusterIP")),
    column("External-IP", externalAddress),
    column("Port(s)", servicePorts),
    AGE_COLUMN,
    wideColumn("Selector", (service) => selectorText(valueAt(service, ["spec", "selector"]))),
  ],
  Ingress: [
    column("Class", (ingress) => textAt(ingress, "spec", "ingressClassName")),
    column("Hosts", ingressHosts),
    column("Address", loadBalancerAddresses),
    column("Ports", ingressPorts),
    AGE_COLUMN,
  ],
  IngressClass: [
    column("Controller", (object) => textAt(object, "spec", "controller")),
    column("Parameters", () => "<none>"),
    AGE_COLUMN,
  ],
  NetworkPolicy: [
    column("Pod-Selector", (policy) => selectorText(valueAt(policy, ["spec", "podSelector"]))),
    AGE_COLUMN,
  ],
  ConfigMap: [column("Data", dataCount, "integer"), AGE_COLUMN],
  Secret: [column("Type", (secret) => textAt(secret, "type")), column("Data", dataCount, "integer"), AGE_COLUMN],
  ServiceAccount: [AGE_COLUMN],
  ResourceQuota: [column("Request", quotaColumn(false)), column("Limit", quotaColumn(true)), AGE_COLUMN],
  LimitRange: [CREATED_AT],
  PersistentVolumeClaim: [
    column("Status", (claim) => textAt(claim, "status", "phase")),
    column("Volume", (claim) => stringOr(valueAt(claim, ["spec", "volumeName"]), "")),
    column("Capacity", (claim) => stringOr(valueAt(claim, ["status", "capacity", "storage"]), "")),
    column("StorageClass", (claim) => stringOr(valueAt(claim, ["spec", "storageClassName"]), "")),
    AGE_COLUMN,
  ],
  Event: [
    column("Last Seen", lastSeen),
    column("Type", (event) => textAt(event, "type")),
    column("Reason", (event) => textAt(event, "reason")),
    column("Object", eventObject),
    wideColumn("Source", (event) =>
      stringOr(valueAt(event, ["source", "component"]), stringOr(event["reportingComponent"], "")),
    ),
    column("Message", (event) => stringOr(event["message"] ?? event["note"], "").trim()),
    wideColumn("Count", (event) => countAt(event, "count")),
    wideColumn("Name", (event) => event.metadata.name ?? ""),
  ],
  Lease: [column("Holder", (lease) => stringOr(valueAt(lease, ["spec", "holderIdentity"]), "")), AGE_COLUMN],
  Role: [CREATED_AT],
  ClusterRole: [CREATED_AT],
  RoleBinding: BINDING,
  ClusterRoleBinding: BINDING,
  CustomResourceDefinition: [CREATED_AT],
  PodDisruptionBudget: [
    column("Min Available", (budget) => showValue(valueAt(budget, ["spec", "minAvailable"]) ?? "N/A")),
    column("Max Unavailable", (budget) => showValue(valueAt(budget, ["spec", "maxUnavailable"]) ?? "N/A")),
    column("Allowed Disruptions", (budget) => countAt(budget, "status", "disruptionsAllowed"), "integer"),
    AGE_COLUMN,
  ],
  Endpoints: [AGE_COLUMN],
  EndpointSlice: [
    column("AddressType", (slice) => textAt(slice, "addressType")),
    column("Ports", slicePorts),
    column("Endpoints", endpointAddresses),
    AGE_COLUMN,
  ],
  PriorityClass: [
    column("Value", (object) => countAt(object, "value"), "integer"),
    column("Global-Default", (object) => object["globalDefault"] === true, "boolean"),
    AGE_COLUMN,
  ],
  StorageClass: [column("Provisioner", (object) => textAt(object, "provisioner")), AGE_COLUMN],
  ValidatingAdmissionPolicy: [
    column("Validations", (policy) => listOrEmpty(valueAt(policy, ["spec", "validations"])).length, "integer"),
    column("ParamKind", (policy) => stringOr(valueAt(policy, ["spec", "paramKind", "kind"]), "<unset>")),
    AGE_COLUMN,
  ],
  ValidatingAdmissionPolicyBinding: [
    column("PolicyName", (binding) => textAt(binding, "spec", "policyName")),
    column("ParamRef", (binding) => stringOr(valueAt(binding, ["spec", "paramRef", "name"]), "<unset>")),
    AGE_COLUMN,
  ],
};
