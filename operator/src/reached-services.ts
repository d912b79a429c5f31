import type {
  Cache,
  CacheContents,
  CacheSelection,
  Client,
  KubernetesObject,
  ResourceType,
} from "@tochka-rosta/controller-runtime";
import { locate, type Endpoint } from "./endpoints.ts";
import { resources } from "./resources.ts";

interface Service extends KubernetesObject {
  spec?: { type?: string; clusterIP?: string; clusterIPs?: string[] };
}

/** The address of a Service that stays while the Service does; `none`: it has pods' addresses only, or is another name. */
export type ServiceAddress = readonly string[] | "none";

/** Services of the platform that modules' pods connect to. */
export interface ReachedServices {
  /** Undefined: there is no such Service now. */
  find(service: { readonly namespace: string; readonly name: string }): ServiceAddress | undefined;
}

interface Source {
  for<T extends KubernetesObject>(selection: CacheSelection<T> & CacheContents<T>): Pick<Cache<T>, "get" | "onEvent">;
}

const serviceResource = resources.service as unknown as ResourceType<Service>;

/** Whether a host can be found by the cluster's name servers only: it is outside, or its Service has no address that stays. */
export function needsNameServer({ host }: Pick<Endpoint, "host">, services: ReachedServices): boolean {
  const location = locate(host);
  if (location.kind === "service") return services.find(location) === "none";
  return location.kind === "outside";
}

/** Follows the Services among the endpoints. `onChange` is called when one has got other addresses than before. */
export function watchReachedServices(
  source: Source,
  endpoints: readonly Endpoint[],
): ReachedServices & { onChange(listener: () => void): () => void } {
  const caches = new Map(
    listServices(endpoints).map(({ namespace, name }) => [
      `${namespace}/${name}`,
      source.for<Service>({
        resource: serviceResource,
        namespace,
        fieldSelector: `metadata.name=${name}`,
        project: projectService,
      }),
    ]),
  );
  return {
    find: ({ namespace, name }) => addressOf(caches.get(`${namespace}/${name}`)?.get(`${namespace}/${name}`)),
    onChange: (listener) => {
      const stops = [...caches.values()].map((cache) =>
        cache.onEvent(({ object, old }) => {
          if (JSON.stringify(addressOf(object)) !== JSON.stringify(addressOf(old))) listener();
        }),
      );
      return () => stops.forEach((stop) => stop());
    },
  };
}

/** Reads them once. */
export async function readReachedServices(
  client: Pick<Client, "list">,
  endpoints: readonly Endpoint[],
): Promise<ReachedServices> {
  const found = await Promise.all(
    listServices(endpoints).map(({ namespace, name }) =>
      client.list(serviceResource, { namespace, fieldSelector: `metadata.name=${name}` }),
    ),
  );
  const services = found.flat();
  return {
    find: ({ namespace, name }) =>
      addressOf(services.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name)),
  };
}

function listServices(endpoints: readonly Endpoint[]): { readonly namespace: string; readonly name: string }[] {
  const services = endpoints.flatMap(({ host }) => {
    const location = locate(host);
    return location.kind === "service" ? [location] : [];
  });
  return [...new Map(services.map((service) => [`${service.namespace}/${service.name}`, service])).values()];
}

function addressOf(service: Readonly<Service> | undefined): ServiceAddress | undefined {
  if (service === undefined) return undefined;
  const { type, clusterIP, clusterIPs = clusterIP === undefined ? [] : [clusterIP] } = service.spec ?? {};
  if (type === "ExternalName" || clusterIP === "None") return "none";
  // One that is still being given its address is as good as not there.
  return clusterIPs.length === 0 || clusterIPs.includes("") ? undefined : [...clusterIPs].sort();
}

function projectService({ apiVersion, kind, metadata, spec }: Service): Service {
  const { name, namespace, uid, resourceVersion } = metadata;
  const { type, clusterIP, clusterIPs } = spec ?? {};
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(uid !== undefined && { uid }),
      ...(resourceVersion !== undefined && { resourceVersion }),
    },
    spec: {
      ...(type !== undefined && { type }),
      ...(clusterIP !== undefined && { clusterIP }),
      ...(clusterIPs !== undefined && { clusterIPs }),
    },
  };
}
