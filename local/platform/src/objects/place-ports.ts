import type { KubernetesObject } from "@tochka-rosta/controller-runtime";
import { type ConfigMap, type Deployment, type PodTemplate, portAnnotation } from "@tochka-rosta/node";
import { StartError } from "@tochka-rosta/testing";
import type { PlatformPorts } from "../ports.ts";

/** The ports that the chart is rendered with (charts/tochka-rosta/ci/local-values.yaml); each start has its own. */
const rendered = { gateway: 3000, core: 18_000, egress: 18_100 } as const;
/** Programs whose pods have a port of their own. */
const pinned = ["core", "egress"] as const;

const addressPattern = /\b(localhost|127\.0\.0\.1):(\d+)/g;
/** A rendered port that stands alone or after a colon, once all addresses are taken out. */
const leftoverPattern = new RegExp(`(?:^|:)(?:${Object.values(rendered).join("|")})(?!\\d)`);

/**
 * The objects with this start's ports in the place of the rendered ones: in values of environment variables, in data of
 * ConfigMaps and in the annotation that pins a pod's port, and nowhere else.
 * @throws StartError where an address or port stands that would stay wrong
 */
export function placePorts(objects: readonly KubernetesObject[], ports: PlatformPorts): KubernetesObject[] {
  return objects.map((object) => {
    const place = (text: string, where: string) => placeAddresses(text, ports, `${where} of ${nameOf(object)}`);
    if (isDeployment(object)) {
      const template = placeInTemplate(object.spec.template, ports, place);
      return { ...assertNothingLeft(object), spec: { ...object.spec, template } };
    }
    if (isConfigMap(object)) return { ...object, data: mapValues(object.data ?? {}, place) };
    return assertNothingLeft(object);
  });
}

type Place = (text: string, where: string) => string;

function placeInTemplate(template: PodTemplate, ports: PlatformPorts, place: Place): PodTemplate {
  const { annotations } = template.metadata ?? {};
  const program = pinned.find((name) => annotations?.[portAnnotation] === String(rendered[name]));
  const { initContainers, containers } = template.spec;
  return {
    ...template,
    ...(program !== undefined && {
      metadata: { ...template.metadata, annotations: { ...annotations, [portAnnotation]: String(ports[program]) } },
    }),
    spec: {
      ...template.spec,
      ...(initContainers && {
        initContainers: initContainers.map((container) => placeInContainer(container, ports, place)),
      }),
      containers: containers.map((container) => placeInContainer(container, ports, place)),
    },
  };
}

type Container = PodTemplate["spec"]["containers"][number];

function placeInContainer(container: Container, ports: PlatformPorts, place: Place): Container {
  if (!container.env) return container;
  const env = container.env.map((variable) => {
    if (variable.value === undefined) return variable;
    // The one port that settings name without its host.
    const isPublicPort = variable.name === "PUBLIC_PORT" && variable.value === String(rendered.gateway);
    const value = isPublicPort ? String(ports.gateway) : place(variable.value, `variable ${variable.name}`);
    return { ...variable, value };
  });
  return { ...container, env };
}

function placeAddresses(text: string, ports: PlatformPorts, where: string): string {
  if (leftoverPattern.test(text.replaceAll(addressPattern, ""))) throw unknownPort(text, where);
  return text.replaceAll(addressPattern, (address) => {
    switch (address) {
      case `localhost:${rendered.gateway}`:
        // Port 80 is not written: browsers leave it out of the origin too.
        return ports.gateway === 80 ? "localhost" : `localhost:${ports.gateway}`;
      case `127.0.0.1:${rendered.gateway}`:
        return `127.0.0.1:${ports.gateway}`;
      case `127.0.0.1:${rendered.core}`:
        return `127.0.0.1:${ports.core}`;
      case `127.0.0.1:${rendered.egress}`:
        return `127.0.0.1:${ports.egress}`;
      default:
        throw unknownPort(text, where);
    }
  });
}

function unknownPort(text: string, where: string): StartError {
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  const known = `localhost:${rendered.gateway} and 127.0.0.1:${Object.values(rendered).join(", ")}`;
  return new StartError(`The ${where} names a local port other than ${known}, so no start could replace it: ${shown}`);
}

/** An address anywhere else would silently be that of another start. */
function assertNothingLeft<T extends KubernetesObject>(object: T): T {
  for (const [path, text] of listTexts(object)) {
    const isPlaced = isDeployment(object) && /^\/spec\/template\/spec\/(initC|c)ontainers\/\d+\/env\//.test(path);
    if (!isPlaced && text.search(addressPattern) >= 0) throw unknownPort(text, `${path.slice(1)} of ${nameOf(object)}`);
  }
  return object;
}

function listTexts(value: unknown, path = ""): [path: string, text: string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => listTexts(member, `${path}/${key}`));
}

function mapValues(data: Readonly<Record<string, string>>, place: Place): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([key, text]) => [key, place(text, `key ${key}`)]));
}

function isDeployment(object: KubernetesObject): object is Deployment {
  return object.kind === "Deployment";
}

function isConfigMap(object: KubernetesObject): object is ConfigMap {
  return object.kind === "ConfigMap";
}

function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.name}`;
}
