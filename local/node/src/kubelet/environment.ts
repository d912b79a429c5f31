import type { ConfigMap, Container, EnvironmentVariable, Pod, Secret } from "../cluster/resources.ts";

/** How the environment gets at Secrets and ConfigMaps of the pod's namespace. */
export interface ConfigurationReader {
  secret(name: string): Readonly<Secret> | undefined;
  configMap(name: string): Readonly<ConfigMap> | undefined;
}

/** Something the pod names does not exist (yet): the container waits with CreateContainerConfigError. */
export class MissingConfigurationError extends Error {
  override readonly name = "MissingConfigurationError";
}

/**
 * The environment of a container as Kubernetes defines it: envFrom first, then env in order, `$(NAME)` expanded from what
 * came before.
 * @throws MissingConfigurationError when a Secret, ConfigMap or key that is not optional is absent.
 */
export function buildEnvironment(
  container: Container,
  pod: Readonly<Pod>,
  reader: ConfigurationReader,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const source of container.envFrom ?? []) {
    const entries = readSource(source, reader);
    for (const [key, value] of Object.entries(entries)) environment[`${source.prefix ?? ""}${key}`] = value;
  }
  for (const variable of container.env ?? []) {
    const value = resolveVariable(variable, pod, reader);
    if (value !== undefined) environment[variable.name] = expand(value, environment);
  }
  return environment;
}

function readSource(
  source: NonNullable<Container["envFrom"]>[number],
  reader: ConfigurationReader,
): Record<string, string> {
  if (source.secretRef) {
    const secret = reader.secret(source.secretRef.name);
    if (!secret && !source.secretRef.optional) throw missing("secret", source.secretRef.name);
    return Object.fromEntries(Object.entries(secret?.data ?? {}).map(([key, value]) => [key, decode(value)]));
  }
  if (source.configMapRef) {
    const map = reader.configMap(source.configMapRef.name);
    if (!map && !source.configMapRef.optional) throw missing("configmap", source.configMapRef.name);
    return map?.data ?? {};
  }
  return {};
}

function resolveVariable(
  { value, valueFrom }: EnvironmentVariable,
  pod: Readonly<Pod>,
  reader: ConfigurationReader,
): string | undefined {
  if (!valueFrom) return value ?? "";
  if (valueFrom.secretKeyRef) {
    const { name, key, optional } = valueFrom.secretKeyRef;
    const found = reader.secret(name)?.data?.[key];
    if (found === undefined && !optional) throw missing(`key ${key} of secret`, name);
    return found === undefined ? undefined : decode(found);
  }
  if (valueFrom.configMapKeyRef) {
    const { name, key, optional } = valueFrom.configMapKeyRef;
    const found = reader.configMap(name)?.data?.[key];
    if (found === undefined && !optional) throw missing(`key ${key} of configmap`, name);
    return found;
  }
  return readField(valueFrom.fieldRef?.fieldPath ?? "", pod);
}

function readField(path: string, { metadata, spec }: Readonly<Pod>): string {
  const bracket = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path);
  if (bracket) return metadata[bracket[1] as "labels" | "annotations"]?.[bracket[2] ?? ""] ?? "";
  const fields: Record<string, string | undefined> = {
    "metadata.name": metadata.name,
    "metadata.namespace": metadata.namespace,
    "metadata.uid": metadata.uid,
    "spec.nodeName": spec.nodeName,
    "status.podIP": "127.0.0.1",
    "status.hostIP": "127.0.0.1",
  };
  return fields[path] ?? "";
}

/** `$(NAME)` becomes the variable's value, `$$(NAME)` stays as `$(NAME)`, unknown names stay as they are. */
function expand(value: string, known: Readonly<Record<string, string>>): string {
  return value.replaceAll(/(\$?)\$\(([^)]+)\)/g, (whole, escape: string, name: string) =>
    escape ? whole.slice(1) : (known[name] ?? whole),
  );
}

/**
 * A container sees its volumes at mountPath; a local process finds them below the pod's folder. Each value that is a
 * mountPath, lies inside one or is a parent of one is moved there.
 */
export function moveMountPaths(
  environment: Readonly<Record<string, string>>,
  mountPaths: readonly string[],
  rootDirectory: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      mountPaths.some((path) => touches(value, path)) ? `${rootDirectory}${value}` : value,
    ]),
  );
}

/** Moves each variable named `…_PORT` that holds a container port to the local port that stands for it. */
export function movePorts(
  environment: Readonly<Record<string, string>>,
  localPorts: ReadonlyMap<number, number>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => {
      const local = name.endsWith("_PORT") ? localPorts.get(Number(value)) : undefined;
      return [name, local === undefined ? value : String(local)];
    }),
  );
}

function touches(value: string, mountPath: string): boolean {
  if (!value.startsWith("/") || value === "/") return false;
  return (
    `${value}/`.startsWith(`${mountPath.replace(/\/$/, "")}/`) || mountPath.startsWith(`${value.replace(/\/$/, "")}/`)
  );
}

function decode(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}

function missing(what: string, name: string): MissingConfigurationError {
  return new MissingConfigurationError(`${what} "${name}" not found`);
}
