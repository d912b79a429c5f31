import { describe, expect, test } from "vitest";
import { isConnectionAllowed } from "./network-policies.ts";
import type { Endpoint, NetworkPolicy } from "./network-policies.ts";

const endpoint = (namespace: string, app: string): Endpoint => ({
  namespace,
  namespaceLabels: { "kubernetes.io/metadata.name": namespace },
  podLabels: { app },
});
const alpha = endpoint("alpha", "shop");
const beta = endpoint("beta", "shop");
const router = endpoint("ingress", "router");
const http = { number: 8080, name: "http" };

const policy = (spec: NetworkPolicy["spec"], namespace = "alpha"): NetworkPolicy => ({ metadata: { namespace }, spec });
const denyAll = policy({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
const fromRouter = policy({
  podSelector: { matchLabels: { app: "shop" } },
  policyTypes: ["Ingress"],
  ingress: [
    {
      from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ingress" } }, podSelector: {} }],
      ports: [{ port: "http" }],
    },
  ],
});

describe("a connection between two pods", () => {
  test("is allowed where no policy selects either", () => {
    expect(isConnectionAllowed([], alpha, beta, http)).toBe(true);
  });

  test("is refused by a default deny of the receiver or of the sender", () => {
    expect(isConnectionAllowed([denyAll], beta, alpha, http)).toBe(false);
    expect(isConnectionAllowed([denyAll], alpha, beta, http)).toBe(false);
  });

  test("passes a hole only from the named namespace and only to the named port", () => {
    const policies = [denyAll, fromRouter];
    expect(isConnectionAllowed(policies, router, alpha, http)).toBe(true);
    expect(isConnectionAllowed(policies, beta, alpha, http)).toBe(false);
    expect(isConnectionAllowed(policies, router, alpha, { number: 9090, name: "metrics" })).toBe(false);
  });

  test("passes a hole without peers from anywhere", () => {
    const open = policy({
      podSelector: {},
      policyTypes: ["Ingress"],
      ingress: [{ ports: [{ port: 8000, endPort: 8100 }] }],
    });
    expect(isConnectionAllowed([denyAll, open], beta, alpha, http)).toBe(true);
    expect(isConnectionAllowed([denyAll, open], beta, alpha, { number: 8101 })).toBe(false);
  });

  test("a peer without a namespace selector stands for pods of the policy's own namespace", () => {
    const ownPods = policy({ podSelector: {}, policyTypes: ["Ingress"], ingress: [{ from: [{ podSelector: {} }] }] });
    expect(isConnectionAllowed([ownPods], endpoint("alpha", "other"), alpha, http)).toBe(true);
    expect(isConnectionAllowed([ownPods], beta, alpha, http)).toBe(false);
  });

  test("an address block does not stand for pods of the cluster", () => {
    const internet = policy({
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [{ to: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }],
    });
    expect(isConnectionAllowed([internet], alpha, beta, http)).toBe(false);
  });

  test("label expressions are honoured", () => {
    const notShop = policy({
      podSelector: { matchExpressions: [{ key: "app", operator: "NotIn", values: ["shop"] }] },
      policyTypes: ["Ingress"],
    });
    expect(isConnectionAllowed([notShop], beta, alpha, http)).toBe(true);
    expect(isConnectionAllowed([notShop], beta, endpoint("alpha", "cms"), http)).toBe(false);
  });
});
