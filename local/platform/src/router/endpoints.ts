import type { Cache } from "@tochka-rosta/controller-runtime";
import type { EndpointSlice, Service } from "@tochka-rosta/node";
import type { Route } from "./route-table.ts";

/** The index that finds the slices of a service, by "namespace/name". */
export const endpointIndex = {
  service: ({ metadata }: EndpointSlice): string[] => {
    const name = metadata.labels?.["kubernetes.io/service-name"];
    return name ? [`${metadata.namespace ?? ""}/${name}`] : [];
  },
};

/** Knows which local port serves a route now. */
export class Endpoints {
  readonly #services: Pick<Cache<Service>, "get">;
  readonly #slices: Pick<Cache<EndpointSlice>, "byIndex">;
  #turn = 0;

  constructor(services: Pick<Cache<Service>, "get">, slices: Pick<Cache<EndpointSlice>, "byIndex">) {
    this.#services = services;
    this.#slices = slices;
  }

  /** The next of the ready endpoints in turn; undefined when there is none. */
  pick(route: Route): number | undefined {
    const ports = this.list(route);
    this.#turn = (this.#turn + 1) % Number.MAX_SAFE_INTEGER;
    return ports[this.#turn % ports.length];
  }

  /** The local ports of all ready endpoints of a route. */
  list({ namespace, service, port }: Route): number[] {
    const key = `${namespace}/${service}`;
    const wanted = this.#services
      .get(key)
      ?.spec.ports?.find((candidate) =>
        port.name === undefined ? candidate.port === port.number : candidate.name === port.name,
      );
    if (!wanted) return [];
    const ready = this.#slices.byIndex("service", key).filter(isReady);
    return ready.flatMap(({ ports }) => ports?.find(({ name }) => (name ?? "") === (wanted.name ?? ""))?.port ?? []);
  }
}

function isReady(slice: Readonly<EndpointSlice>): boolean {
  return slice.endpoints.some(({ conditions }) => conditions?.ready !== false);
}
