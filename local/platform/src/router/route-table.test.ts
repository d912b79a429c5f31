import { describe, expect, it } from "vitest";
import type { Ingress } from "@tochka-rosta/node";
import { RouteTable } from "./route-table.ts";

function ingress(
  name: string,
  host: string | undefined,
  paths: [path: string, type: string, service: string][],
  createdAt = "2026-01-01T00:00:00Z",
): Ingress {
  const http = {
    paths: paths.map(([path, pathType, service]) => ({
      path,
      pathType,
      backend: { service: { name: service, port: { number: 80 } } },
    })),
  };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name, namespace: "n", creationTimestamp: createdAt },
    spec: { rules: [{ ...(host && { host }), http }] },
  };
}

function tableOf(...all: Ingress[]): RouteTable {
  const table = new RouteTable();
  for (const one of all) table.set(one);
  return table;
}

describe("a route", () => {
  const table = tableOf(
    ingress("default", undefined, [["/", "Prefix", "anyone"]]),
    ingress("doorman", "*.localhost", [["/", "Prefix", "doorman"]]),
    ingress("shop", "shop--alpha.localhost", [["/", "Prefix", "shop"]]),
    ingress("platform", "localhost", [
      ["/", "Prefix", "dashboard"],
      ["/api", "Prefix", "core"],
      ["/api/exact", "Exact", "exact"],
      ["/api/long/", "Prefix", "long"],
    ]),
  );

  it.each([
    ["shop--alpha.localhost", "/", "shop"],
    ["shop--alpha.localhost:3000", "/", "shop"],
    ["SHOP--Alpha.localhost", "/x", "shop"],
    ["shop--alpha.localhost.", "/", "shop"],
    ["other.localhost", "/", "doorman"],
    ["a.b.localhost", "/", "anyone"],
    ["localhost", "/", "dashboard"],
    ["localhost", "/apix", "dashboard"],
    ["localhost", "/api", "core"],
    ["localhost", "/api/", "core"],
    ["localhost", "/api/users", "core"],
    ["localhost", "/api/exact", "exact"],
    ["localhost", "/api/exact/", "core"],
    ["localhost", "/api/long", "long"],
    ["localhost", "/api/long/x", "long"],
    ["elsewhere.example", "/", "anyone"],
  ])("of %s%s leads to %s", (host, path, service) => {
    expect(table.find(host, path)?.service).toBe(service);
  });

  it("leads nowhere when the host is known and the path is not", () => {
    const known = tableOf(
      ingress("wild", "*.localhost", [["/", "Prefix", "doorman"]]),
      ingress("one", "one.localhost", [["/only", "Prefix", "one"]]),
    );
    expect(known.find("one.localhost", "/other")).toBeUndefined();
  });

  it("follows its Ingress: changed hosts and removed Ingresses answer no more", () => {
    const changing = tableOf(ingress("a", "a.localhost", [["/", "Prefix", "a"]]));
    changing.set(ingress("a", "b.localhost", [["/", "Prefix", "a"]]));
    expect(changing.find("a.localhost", "/")).toBeUndefined();
    expect(changing.find("b.localhost", "/")?.service).toBe("a");
    changing.remove(ingress("a", "b.localhost", []));
    expect(changing.find("b.localhost", "/")).toBeUndefined();
  });

  it("belongs to the older of two Ingresses that want the same, and passes on when that one goes", () => {
    const older = ingress("older", "x.localhost", [["/", "Prefix", "older"]], "2026-01-01T00:00:00Z");
    const newer = ingress("newer", "x.localhost", [["/", "Prefix", "newer"]], "2026-01-02T00:00:00Z");
    const both = tableOf(newer, older);
    expect(both.find("x.localhost", "/")?.service).toBe("older");
    both.remove(older);
    expect(both.find("x.localhost", "/")?.service).toBe("newer");
  });
});
