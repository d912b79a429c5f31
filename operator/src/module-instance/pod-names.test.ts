import { describe, expect, it } from "vitest";
import type { Endpoint } from "../endpoints.ts";
import type { ReachedServices, ServiceAddress } from "../reached-services.ts";
import type { Deployment } from "../resources.ts";
import { buildPodNames } from "./pod-names.ts";

const endpoint = (host: string): Endpoint => ({ host, port: 8080, cidrs: [] });
const services = (addresses: Readonly<Record<string, ServiceAddress>>): ReachedServices => ({
  find: ({ namespace, name }) => addresses[`${name}.${namespace}`],
});
const platform = services({ "egress.rosta": ["10.96.0.9"], "core.rosta": ["10.96.0.2", "fd00::2"], "pg.db": "none" });
const hosts = (...names: string[]) => names.map(endpoint);
const alone = { dnsPolicy: "None", dnsConfig: { nameservers: ["127.0.0.1"] } };
const before = (hostAliases: { ip: string; hostnames: string[] }[]): Deployment => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "shop" },
  spec: { template: { spec: { hostAliases } } },
});

describe("the names that a pod knows", () => {
  it("are lines of its hosts file for the Services it needs, in one order, and nobody is asked for others", () => {
    const expected = {
      ...alone,
      hostAliases: [
        { ip: "10.96.0.2", hostnames: ["core.rosta.svc"] },
        { ip: "10.96.0.9", hostnames: ["egress.rosta.svc", "egress.rosta.svc.cluster.local"] },
        { ip: "fd00::2", hostnames: ["core.rosta.svc"] },
      ],
    };
    const names = ["egress.rosta.svc.cluster.local", "core.rosta.svc", "egress.rosta.svc"];
    expect(buildPodNames(hosts(...names), platform, undefined)).toEqual(expected);
    expect(buildPodNames(hosts(...names.reverse()), platform, undefined)).toEqual(expected);
  });

  it.each([
    ["an address", "10.0.0.5"],
    ["an IPv6 address", "fd00::5"],
    ["this machine", "localhost"],
  ])("hold no line for %s, which needs none", (_, host) => {
    expect(buildPodNames(hosts(host), platform, undefined)).toEqual(alone);
  });

  it.each([
    ["a name outside the cluster", "pg.example.com"],
    ["a Service that has pods' addresses only", "pg.db.svc"],
  ])("are asked of the cluster where one is %s", (_, host) => {
    expect(buildPodNames(hosts("egress.rosta.svc", host), platform, undefined)).toEqual({});
  });

  it("of a Service that is not there now are as they were, so that its return replaces no pod", () => {
    const known = before([
      { ip: "10.96.0.9", hostnames: ["egress.rosta.svc"] },
      { ip: "10.96.0.77", hostnames: ["stranger.rosta.svc"] },
    ]);
    expect(buildPodNames(hosts("egress.rosta.svc"), services({}), known)).toEqual({
      ...alone,
      hostAliases: [{ ip: "10.96.0.9", hostnames: ["egress.rosta.svc"] }],
    });
    expect(buildPodNames(hosts("egress.rosta.svc"), services({}), undefined)).toEqual(alone);
    const moved = services({ "egress.rosta": ["10.96.0.10"] });
    expect(buildPodNames(hosts("egress.rosta.svc"), moved, known).hostAliases).toEqual([
      { ip: "10.96.0.10", hostnames: ["egress.rosta.svc"] },
    ]);
  });
});
