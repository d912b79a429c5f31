import type { KubernetesObject } from "@tochka-rosta/controller-runtime";
import { matchesLabels, type Deployment, type Ingress, type Service } from "@tochka-rosta/node";
import { StartError } from "@tochka-rosta/testing";

/** A program of the platform, as the chart declares it. */
export interface Program {
  name: string;
  /** The labels by which its pods are found. */
  selector: Record<string, string>;
  containerPort: number;
  /** The Service and port that lead to it; undefined when there is none. */
  service: { name: string; port: number } | undefined;
}

/** What the start itself must know of the objects it applies. */
export interface ChartFacts {
  /** The one origin of dashboard and core. */
  origin: string;
  /** The class of Ingress that the router serves. */
  ingressClass: string;
}

/**
 * Without the Deployments whose images are not on this machine: what is not built is not there, as for a test with one program.
 * @param images the references that this machine can run
 * @throws StartError when an image is there in another version than the chart was rendered for
 */
export function selectRunnable(objects: readonly KubernetesObject[], images: readonly string[]): KubernetesObject[] {
  return objects.filter(
    (object) => !isDeployment(object) || listImages(object).every((image) => isHere(image, images)),
  );
}

function isHere(image: string, images: readonly string[]): boolean {
  if (images.includes(image)) return true;
  const name = `${image.slice(0, image.lastIndexOf(":"))}:`;
  const other = images.find((reference) => reference.startsWith(name));
  if (other === undefined) return false;
  throw new StartError(`The chart was rendered for ${image}, but ${other} is built: run npm run generate.`);
}

function listImages({ spec }: Deployment): string[] {
  const { initContainers = [], containers } = spec.template.spec;
  return [...initContainers, ...containers].map(({ image }) => image);
}

/** The programs among the objects, with what leads to them. */
export function listPrograms(objects: readonly KubernetesObject[]): Program[] {
  const services = objects.filter(({ kind }) => kind === "Service") as Service[];
  return objects.filter(isDeployment).map(({ metadata, spec }) => {
    const [port] = spec.template.spec.containers.flatMap(({ ports }) => ports ?? []);
    if (!port) throw new StartError(`The chart's Deployment ${metadata.name} has no port for its readiness probe.`);
    const labels = spec.template.metadata?.labels;
    const service = services.find(({ spec: { selector = {} } }) => matchesLabels(labels, selector));
    const servicePort = service?.spec.ports?.find(
      ({ targetPort }) => targetPort === port.name || targetPort === port.containerPort,
    );
    return {
      name: metadata.name,
      selector: spec.selector.matchLabels ?? {},
      containerPort: port.containerPort,
      service: service && servicePort && { name: service.metadata.name, port: servicePort.port },
    };
  });
}

/** @throws StartError when the chart does not say it */
export function readFacts(objects: readonly KubernetesObject[]): ChartFacts {
  const variables = objects.filter(isDeployment).flatMap(({ spec }) => spec.template.spec.containers[0]?.env ?? []);
  const origin = variables.find(({ name }) => name === "PUBLIC_ORIGIN")?.value;
  const ingresses = objects.filter(({ kind }) => kind === "Ingress") as Ingress[];
  const ingressClass = ingresses.find(({ spec }) => spec.ingressClassName)?.spec.ingressClassName;
  if (origin === undefined) throw new StartError("The chart gives no Deployment a PUBLIC_ORIGIN.");
  if (ingressClass === undefined)
    throw new StartError("The chart has no Ingress with a class for the router to serve.");
  return { origin, ingressClass };
}

function isDeployment(object: KubernetesObject): object is Deployment {
  return object.kind === "Deployment";
}
