import type { Ingress, IngressBackend } from "@tochka-rosta/node";

/** Where a request goes. */
export interface Route {
  namespace: string;
  service: string;
  port: { number?: number; name?: string };
}

interface PathRoute extends Route {
  path: string;
  isExact: boolean;
  /** Of the Ingress: of two with the same host and path the older one wins. */
  createdAt: string;
  owner: string;
}

/**
 * The routes of all Ingresses, found by host: an exact host beats a wildcard of one label, which beats the rules without a
 * host. Changing one Ingress touches only its own hosts, however many there are.
 */
export class RouteTable {
  readonly #hosts = new Map<string, PathRoute[]>();
  readonly #hostsOf = new Map<string, Set<string>>();

  /** Takes an Ingress in, in place of what it said before. */
  set(ingress: Readonly<Ingress>): void {
    const owner = nameOf(ingress);
    this.remove(ingress);
    const hosts = new Set<string>();
    for (const { host, route } of listRoutes(ingress, owner)) {
      hosts.add(host);
      this.#hosts.set(host, [...(this.#hosts.get(host) ?? []), route].toSorted(comparePaths));
    }
    this.#hostsOf.set(owner, hosts);
  }

  remove(ingress: Readonly<Ingress>): void {
    const owner = nameOf(ingress);
    for (const host of this.#hostsOf.get(owner) ?? []) {
      const left = (this.#hosts.get(host) ?? []).filter((route) => route.owner !== owner);
      if (left.length > 0) this.#hosts.set(host, left);
      else this.#hosts.delete(host);
    }
    this.#hostsOf.delete(owner);
  }

  /**
   * The route of a request. A host that is known but has no such path falls to nobody else, as with other routers.
   * @param host as in the Host header, with or without a port
   * @param path without the query
   */
  find(host: string, path: string): Route | undefined {
    const name = host.toLowerCase().replace(/:\d+$/, "").replace(/\.$/, "");
    const wildcard = `*${name.slice(name.indexOf("."))}`;
    const routes =
      this.#hosts.get(name) ?? (name.includes(".") ? this.#hosts.get(wildcard) : undefined) ?? this.#hosts.get("");
    return routes?.find((route) => matchesPath(route, path));
  }
}

function nameOf({ metadata }: Readonly<Ingress>): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}

function listRoutes(ingress: Readonly<Ingress>, owner: string): { host: string; route: PathRoute }[] {
  const base = {
    owner,
    createdAt: ingress.metadata.creationTimestamp ?? "",
    namespace: ingress.metadata.namespace ?? "",
  };
  const routes: { host: string; route: PathRoute }[] = [];
  const add = (host: string, path: string, isExact: boolean, { service }: IngressBackend) => {
    if (service) routes.push({ host, route: { ...base, path, isExact, service: service.name, port: service.port } });
  };
  for (const { host = "", http } of ingress.spec.rules ?? []) {
    for (const { path = "/", pathType, backend } of http?.paths ?? []) {
      add(host.toLowerCase(), path, pathType === "Exact", backend);
    }
  }
  if (ingress.spec.defaultBackend) add("", "/", false, ingress.spec.defaultBackend);
  return routes;
}

/** Exact before prefix, longer before shorter, older before newer. */
function comparePaths(a: PathRoute, b: PathRoute): number {
  return (
    Number(b.isExact) - Number(a.isExact) || b.path.length - a.path.length || a.createdAt.localeCompare(b.createdAt)
  );
}

/** Prefix compares whole elements: /api matches /api and /api/x, not /apix. */
function matchesPath({ path, isExact }: PathRoute, requested: string): boolean {
  if (isExact) return requested === path;
  const prefix = path.replace(/\/$/, "");
  return requested === prefix || requested.startsWith(`${prefix}/`);
}
