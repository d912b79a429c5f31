import { createHash } from "node:crypto";
import { prepareDefinition } from "../schema/definition.ts";
import { ensureObject, isObject, objectsOf, type JsonObject, type KubeObject, showValue } from "../objects.ts";
import { setDefaults } from "./pod-defaults.ts";
import type { Strategy } from "../resource-kind.ts";
import { WORKLOAD_STRATEGIES } from "./workload-strategies.ts";

const GENERIC: Strategy = {};

/** The rules of a built-in kind beyond the generic ones. */
export function strategyOf(apiVersion: string, kind: string): Strategy {
  return STRATEGIES[`${apiVersion}/${kind}`] ?? GENERIC;
}

function applySecretDefaults(object: KubeObject): void {
  setDefaults(object, { type: "Opaque" });
  const plain = object["stringData"];
  delete object["stringData"];
  if (!isObject(plain)) return;
  const data = ensureObject(object, "data");
  for (const [key, value] of Object.entries(plain)) data[key] = Buffer.from(showValue(value)).toString("base64");
}

/** A stable address out of the usual Service range; nothing routes it here. */
function clusterAddressOf(object: KubeObject): string {
  const digest = createHash("sha256").update(`${object.metadata.namespace}/${object.metadata.name}`).digest();
  return `10.${96 + (digest.readUInt8(0) % 16)}.${digest.readUInt8(1)}.${1 + (digest.readUInt8(2) % 254)}`;
}

function applyServiceDefaults(object: KubeObject, previous: KubeObject | undefined): void {
  const spec = ensureObject(object, "spec");
  setDefaults(spec, { type: "ClusterIP", sessionAffinity: "None" });
  for (const port of objectsOf(spec["ports"])) {
    setDefaults(port, { protocol: "TCP" });
    if (port["port"] !== undefined) setDefaults(port, { targetPort: port["port"] });
  }
  if (spec["type"] === "ExternalName") return;
  const before = previous === undefined ? undefined : ensureObject(previous, "spec")["clusterIP"];
  spec["clusterIP"] ??= before ?? clusterAddressOf(object);
  setDefaults(spec, {
    clusterIPs: [spec["clusterIP"] ?? null],
    ipFamilies: ["IPv4"],
    ipFamilyPolicy: "SingleStack",
    internalTrafficPolicy: "Cluster",
  });
}

function applyNetworkPolicyDefaults(object: KubeObject): void {
  const spec = ensureObject(object, "spec");
  setDefaults(spec, { policyTypes: spec["egress"] === undefined ? ["Ingress"] : ["Ingress", "Egress"] });
  for (const rule of [...objectsOf(spec["ingress"]), ...objectsOf(spec["egress"])]) {
    for (const port of objectsOf(rule["ports"])) setDefaults(port, { protocol: "TCP" });
  }
}

function applyNamespaceDefaults(object: KubeObject): void {
  const labels = (object.metadata.labels ??= {});
  labels["kubernetes.io/metadata.name"] = object.metadata.name ?? "";
}

function applyRoleBindingDefaults(object: KubeObject): void {
  for (const subject of objectsOf(object["subjects"])) {
    if (subject["kind"] !== "ServiceAccount") setDefaults(subject, { apiGroup: "rbac.authorization.k8s.io" });
  }
  if (isObject(object["roleRef"])) setDefaults(object["roleRef"], { apiGroup: "rbac.authorization.k8s.io" });
}

const EFFECTIVE_POLICY: JsonObject = { failurePolicy: "Fail" };
const MATCHED: JsonObject = { matchPolicy: "Equivalent", namespaceSelector: {}, objectSelector: {} };

function applyAdmissionPolicyDefaults(object: KubeObject): void {
  const spec = ensureObject(object, "spec");
  setDefaults(spec, EFFECTIVE_POLICY as Record<string, string>);
  if (!isObject(spec["matchConstraints"])) return;
  setDefaults(spec["matchConstraints"], MATCHED as Record<string, string>);
  for (const rule of objectsOf(spec["matchConstraints"]["resourceRules"])) setDefaults(rule, { scope: "*" });
}

/** Limits are the default limits and requests of a container that names none. */
function applyLimitRangeDefaults(object: KubeObject): void {
  for (const item of objectsOf(ensureObject(object, "spec")["limits"])) {
    if (item["type"] !== "Container") continue;
    const defaults = ensureObject(item, "default");
    for (const [name, value] of Object.entries((item["max"] ?? {}) as JsonObject)) defaults[name] ??= value;
    const requests = ensureObject(item, "defaultRequest");
    for (const [name, value] of Object.entries(defaults)) requests[name] ??= value;
    for (const [name, value] of Object.entries((item["min"] ?? {}) as JsonObject)) requests[name] ??= value;
  }
}

const STRATEGIES: Readonly<Record<string, Strategy>> = {
  ...WORKLOAD_STRATEGIES,
  "v1/Namespace": {
    applyDefaults: applyNamespaceDefaults,
    prepareForCreate: (object) => {
      object["spec"] = { finalizers: ["kubernetes"] };
      object["status"] = { phase: "Active" };
    },
  },
  "v1/Node": { keepsStatusOnCreate: true },
  "v1/Secret": { applyDefaults: applySecretDefaults, immutable: [["type"]] },
  "v1/Service": {
    applyDefaults: applyServiceDefaults,
    prepareForCreate: (object) => {
      object["status"] = { loadBalancer: {} };
    },
    immutable: [["spec", "clusterIP"]],
  },
  "v1/LimitRange": { applyDefaults: applyLimitRangeDefaults },
  "v1/PersistentVolumeClaim": {
    applyDefaults: (object) => setDefaults(ensureObject(object, "spec"), { volumeMode: "Filesystem" }),
    prepareForCreate: (object) => {
      object["status"] = { phase: "Pending" };
    },
  },
  "networking.k8s.io/v1/Ingress": {
    prepareForCreate: (object) => {
      object["status"] = { loadBalancer: {} };
    },
  },
  "networking.k8s.io/v1/NetworkPolicy": { applyDefaults: applyNetworkPolicyDefaults },
  "rbac.authorization.k8s.io/v1/RoleBinding": { applyDefaults: applyRoleBindingDefaults, immutable: [["roleRef"]] },
  "rbac.authorization.k8s.io/v1/ClusterRoleBinding": {
    applyDefaults: applyRoleBindingDefaults,
    immutable: [["roleRef"]],
  },
  "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy": { applyDefaults: applyAdmissionPolicyDefaults },
  "apiextensions.k8s.io/v1/CustomResourceDefinition": {
    applyDefaults: (object, previous, context) => prepareDefinition(object, previous, context.now),
    immutable: [
      ["spec", "group"],
      ["spec", "scope"],
      ["spec", "names", "plural"],
    ],
  },
};
