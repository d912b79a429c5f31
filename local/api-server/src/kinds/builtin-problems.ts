// Over 150 lines: one short check after another, by kind.
import type { FieldError } from "../errors.ts";
import {
  isObject,
  objectOrEmpty,
  objectsOf,
  showValue,
  valueAt,
  type JsonObject,
  type KubeObject,
} from "../objects.ts";

/**
 * The refusals of the API server that an operator's author meets most: what is required, what must agree and what must
 * not repeat in workloads, services, ingresses and bindings. Not the whole of pkg/apis/core/validation.
 */
export function builtinProblems(object: KubeObject): FieldError[] {
  const report = new Report();
  CHECKS[`${object.apiVersion}/${object.kind}`]?.(object, report);
  return report.errors;
}

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const PORT_NAME = /^(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?$/;
const VARIABLE = /^[ -<>-~]+$/;

class Report {
  readonly errors: FieldError[] = [];

  require(parent: JsonObject, member: string, path: string): void {
    const value = parent[member];
    const isAbsent = value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
    const field = `${path}.${member}`;
    if (isAbsent) this.errors.push({ reason: "FieldValueRequired", message: "Required value", field });
  }

  invalid(value: unknown, message: string, field: string): void {
    const shown = `Invalid value: ${JSON.stringify(value ?? null)}: ${message}`;
    this.errors.push({ reason: "FieldValueInvalid", message: shown, field });
  }

  /** Refuses values under the member that occur twice. */
  unique(items: readonly JsonObject[], member: string, path: string): void {
    const seen = new Set<string>();
    items.forEach((item, index) => {
      const value = showValue(item[member]);
      const field = `${path}[${index}].${member}`;
      const message = `Duplicate value: ${JSON.stringify(value)}`;
      if (value !== "" && seen.has(value)) this.errors.push({ reason: "FieldValueDuplicate", message, field });
      seen.add(value);
    });
  }
}

function checkPodSpec(spec: JsonObject, path: string, report: Report): void {
  report.require(spec, "containers", path);
  const containers = objectsOf(spec["containers"]);
  const volumes = objectsOf(spec["volumes"]);
  const volumeNames = new Set(volumes.map((volume) => volume["name"]));
  report.unique(volumes, "name", `${path}.volumes`);
  for (const member of ["initContainers", "containers"]) {
    objectsOf(spec[member]).forEach((container, index) => {
      checkContainer(container, `${path}.${member}[${index}]`, volumeNames, report);
    });
  }
  report.unique([...objectsOf(spec["initContainers"]), ...containers], "name", `${path}.containers`);
}

function checkContainer(container: JsonObject, path: string, volumes: ReadonlySet<unknown>, report: Report): void {
  report.require(container, "name", path);
  report.require(container, "image", path);
  const { name } = container;
  if (typeof name === "string" && name !== "" && !LABEL.test(name)) {
    report.invalid(name, "a lowercase RFC 1123 label is required", `${path}.name`);
  }
  objectsOf(container["ports"]).forEach((port, index) => {
    checkPortNumber(port["containerPort"], `${path}.ports[${index}].containerPort`, report);
    checkPortName(port["name"], `${path}.ports[${index}].name`, report);
  });
  objectsOf(container["env"]).forEach((variable, index) => {
    if (!VARIABLE.test(showValue(variable["name"]))) {
      report.invalid(variable["name"], "a valid environment variable name is required", `${path}.env[${index}].name`);
    }
    if (variable["value"] !== undefined && typeof variable["value"] !== "string") {
      report.invalid(variable["value"], "must be a string", `${path}.env[${index}].value`);
    }
  });
  const mounts = objectsOf(container["volumeMounts"]);
  report.unique(mounts, "mountPath", `${path}.volumeMounts`);
  mounts.forEach((mount, index) => {
    report.require(mount, "mountPath", `${path}.volumeMounts[${index}]`);
    if (volumes.has(mount["name"])) return;
    const field = `${path}.volumeMounts[${index}].name`;
    report.errors.push({
      reason: "FieldValueNotFound",
      message: `Not found: ${JSON.stringify(mount["name"] ?? "")}`,
      field,
    });
  });
}

function checkPortNumber(port: unknown, field: string, report: Report): void {
  const isPort = typeof port === "number" && Number.isInteger(port) && port >= 1 && port <= 65535;
  if (!isPort) report.invalid(port, "must be between 1 and 65535, inclusive", field);
}

function checkPortName(name: unknown, field: string, report: Report): void {
  if (typeof name === "string" && !PORT_NAME.test(name)) {
    report.invalid(name, "must be no more than 15 characters: lower case letters, digits and single hyphens", field);
  }
}

function checkWorkload(object: KubeObject, report: Report): void {
  const spec = objectOrEmpty(object["spec"]);
  report.require(spec, "selector", "spec");
  const labels = objectOrEmpty(valueAt(spec, ["template", "metadata", "labels"]));
  const wanted = Object.entries(objectOrEmpty(valueAt(spec, ["selector", "matchLabels"])));
  if (wanted.some(([key, value]) => labels[key] !== value)) {
    report.invalid(labels, "`selector` does not match template `labels`", "spec.template.metadata.labels");
  }
  checkPodSpec(objectOrEmpty(valueAt(spec, ["template", "spec"])), "spec.template.spec", report);
  const policy = valueAt(spec, ["template", "spec", "restartPolicy"]);
  if (policy !== "Always") {
    const message = `Unsupported value: ${JSON.stringify(policy)}: supported values: "Always"`;
    report.errors.push({ reason: "FieldValueNotSupported", message, field: "spec.template.spec.restartPolicy" });
  }
}

function checkService(object: KubeObject, report: Report): void {
  const spec = objectOrEmpty(object["spec"]);
  const isExternal = spec["type"] === "ExternalName";
  const isHeadless = spec["clusterIP"] === "None";
  if (!isExternal && !isHeadless) report.require(spec, "ports", "spec");
  const ports = objectsOf(spec["ports"]);
  ports.forEach((port, index) => {
    checkPortNumber(port["port"], `spec.ports[${index}].port`, report);
    if (ports.length > 1) report.require(port, "name", `spec.ports[${index}]`);
  });
  report.unique(ports, "name", "spec.ports");
}

function checkIngress(object: KubeObject, report: Report): void {
  const spec = objectOrEmpty(object["spec"]);
  if (spec["rules"] === undefined && spec["defaultBackend"] === undefined) {
    report.invalid(spec["rules"], "either `defaultBackend` or `rules` must be specified", "spec");
  }
  objectsOf(spec["rules"]).forEach((rule, index) => {
    const host = showValue(rule["host"]);
    if (host !== "" && !/^(\*\.)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(host)) {
      report.invalid(host, "a lowercase RFC 1123 subdomain is required", `spec.rules[${index}].host`);
    }
    objectsOf(valueAt(rule, ["http", "paths"])).forEach((each, position) => {
      const path = `spec.rules[${index}].http.paths[${position}]`;
      report.require(each, "pathType", path);
      report.require(each, "backend", path);
    });
  });
}

function checkBinding(object: KubeObject, report: Report): void {
  const role = objectOrEmpty(object["roleRef"]);
  report.require(role, "kind", "roleRef");
  report.require(role, "name", "roleRef");
  objectsOf(object["subjects"]).forEach((subject, index) => {
    report.require(subject, "name", `subjects[${index}]`);
    if (subject["kind"] === "ServiceAccount") report.require(subject, "namespace", `subjects[${index}]`);
  });
}

function checkData(object: KubeObject, report: Report): void {
  for (const member of ["data", "binaryData"]) {
    const data = object[member];
    if (!isObject(data)) continue;
    for (const [key, value] of Object.entries(data)) {
      if (!/^[-._a-zA-Z0-9]{1,253}$/.test(key))
        report.invalid(key, "a valid config key is required", `${member}[${key}]`);
      if (typeof value !== "string") report.invalid(value, "must be a string", `${member}[${key}]`);
    }
  }
}

const CHECKS: Readonly<Record<string, (object: KubeObject, report: Report) => void>> = {
  "v1/Pod": (object, report) => checkPodSpec(objectOrEmpty(object["spec"]), "spec", report),
  "apps/v1/Deployment": checkWorkload,
  "apps/v1/ReplicaSet": checkWorkload,
  "apps/v1/StatefulSet": checkWorkload,
  "v1/Service": checkService,
  "v1/ConfigMap": checkData,
  "v1/Secret": checkData,
  "networking.k8s.io/v1/Ingress": checkIngress,
  "rbac.authorization.k8s.io/v1/RoleBinding": checkBinding,
  "rbac.authorization.k8s.io/v1/ClusterRoleBinding": checkBinding,
};
