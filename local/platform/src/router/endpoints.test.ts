import { describe, expect, it } from "vitest";
import type { EndpointSlice, Service, ServicePort } from "@tochka-rosta/node";
import { endpointIndex, Endpoints } from "./endpoints.ts";
import type { Route } from "./route-table.ts";

function service(...ports: ServicePort[]): Service {
  return { apiVersion: "v1", kind: "Service", metadata: { name: "web", namespace: "n" }, spec: { ports } };
}

function slice(port: number, options: { name?: string; ready?: boolean; of?: string } = {}): EndpointSlice {
  const { name = "http", ready = true, of = "web" } = options;
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: `web-${port}`, namespace: "n", labels: { "kubernetes.io/service-name": of } },
    addressType: "IPv4",
    endpoints: [{ addresses: ["127.0.0.1"], conditions: { ready } }],
    ports: [{ name, port }],
  };
}

function endpointsOf(services: Service[], slices: EndpointSlice[]): Endpoints {
  return new Endpoints(
    { get: (key) => services.find(({ metadata }) => `${metadata.namespace}/${metadata.name}` === key) },
    { byIndex: (_index, value) => slices.filter((one) => endpointIndex.service(one).includes(value)) },
  );
}

const route: Route = { namespace: "n", service: "web", port: { number: 80 } };
const http = { name: "http", port: 80 };

describe("the endpoint of a route", () => {
  it("is found by the service's port number or name", () => {
    const endpoints = endpointsOf(
      [service(http, { name: "admin", port: 81 })],
      [slice(4001), slice(4002, { name: "admin" }), slice(4003, { of: "other" })],
    );
    expect(endpoints.pick(route)).toBe(4001);
    expect(endpoints.pick({ ...route, port: { name: "admin" } })).toBe(4002);
    expect(endpoints.pick({ ...route, port: { number: 82 } })).toBeUndefined();
    expect(endpoints.pick({ ...route, service: "absent" })).toBeUndefined();
  });

  it("is each ready one in turn, and none that is not ready", () => {
    const endpoints = endpointsOf([service(http)], [slice(4001), slice(4002), slice(4003, { ready: false })]);
    const picked = [1, 2, 3, 4].map(() => endpoints.pick(route));
    expect(picked.filter((port) => port === 4001)).toHaveLength(2);
    expect(picked.filter((port) => port === 4002)).toHaveLength(2);
  });

  it("of a service whose only port has no name is found too", () => {
    expect(endpointsOf([service({ port: 80 })], [slice(4001, { name: "" })]).pick(route)).toBe(4001);
  });
});
