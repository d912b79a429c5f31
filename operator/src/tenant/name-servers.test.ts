import { expect, it } from "vitest";
import type { AppliedObject, Deployment } from "../resources.ts";
import { testSettings } from "../testing/settings.ts";
import { needsNameServers, type NameServerNeeds } from "./name-servers.ts";

const settings = testSettings({
  egressUrl: "http://egress.rosta.svc:8080",
  coreJwksUrl: "http://core.rosta.svc:8081/.well-known/jwks.json",
});
const policy = (protocol: string): AppliedObject => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "tenant" },
  spec: { egress: [{ ports: [{ protocol, port: 53 }] }] },
});
const open = policy("UDP");
const closed = policy("TCP");

function deployment(
  dnsPolicy: "None" | "ClusterFirst",
  pods: { replicas: number; updatedReplicas: number },
  desired = 1,
): Deployment {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "shop", generation: 2 },
    spec: { replicas: desired, template: { spec: { dnsPolicy } } },
    status: { observedGeneration: 2, ...pods },
  };
}
const settled = deployment("None", { replicas: 1, updatedReplicas: 1 });
const rolling = deployment("None", { replicas: 2, updatedReplicas: 1 });
const former = deployment("ClusterFirst", { replicas: 1, updatedReplicas: 1 });
const off = deployment("ClusterFirst", { replicas: 0, updatedReplicas: 0 }, 0);
const unseen = { ...settled, metadata: { name: "shop", generation: 3 } };

it.each<[string, Partial<NameServerNeeds>, boolean]>([
  ["there is no door", { settings: testSettings() }, true],
  ["nothing runs yet", { policy: undefined }, false],
  ["all pods have their own names", { deployments: [settled, off] }, false],
  ["pods of before run", { deployments: [settled, former] }, true],
  ["pods of before are being replaced", { deployments: [rolling] }, true],
  ["their replacement was asked for a moment ago", { deployments: [unseen] }, true],
  ["pods are replaced once it was closed", { policy: closed, deployments: [rolling, unseen] }, false],
  ["pods of before come back once it was closed", { policy: closed, deployments: [former] }, true],
  ["the keys lie under a name outside", { settings: { ...settings, coreJwksUrl: "https://app.example.com/k" } }, true],
  ["a Service has pods' addresses only", { services: { find: () => "none" } }, true],
])("pods may ask for names, where %s: %s", (_, change, expected) => {
  const needs = { settings, servers: [], services: { find: () => ["10.96.0.1"] }, policy: open, deployments: [] };
  expect(needsNameServers({ ...needs, ...change })).toBe(expected);
});
