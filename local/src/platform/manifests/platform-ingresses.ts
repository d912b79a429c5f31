import type { Ingress } from "../../cluster/resources.ts";
import { systemNamespace } from "../platform-secrets.ts";
import { servicePort } from "./workload.ts";
import { domain, ingressClass } from "./platform-workloads.ts";

/** The class of Ingress that this machine's router serves. */
export function buildIngressClass() {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "IngressClass",
    metadata: { name: ingressClass },
    spec: { controller: "tochkarosta.online/local-router" },
  };
}

/** Dashboard and core behind one origin, so that the session cookie is a first-party one for both. */
const corePaths = ["/api", "/docs", "/.well-known", "/health", "/openapi.json"];

/** The Ingresses of the platform itself: its own origin, and the doorman for every host that nobody else serves. */
export function buildIngresses(): Ingress[] {
  return [
    buildIngress("platform", domain, [...corePaths.map((path) => ({ path, to: "core" })), { path: "/", to: "dashboard" }]),
    buildIngress("doorman", `*.${domain}`, [{ path: "/", to: "doorman" }]),
  ];
}

function buildIngress(name: string, host: string, paths: readonly { path: string; to: string }[]): Ingress {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name, namespace: systemNamespace },
    spec: {
      ingressClassName: ingressClass,
      rules: [
        {
          host,
          http: {
            paths: paths.map(({ path, to }) => ({
              path,
              pathType: "Prefix",
              backend: { service: { name: to, port: { number: servicePort } } },
            })),
          },
        },
      ],
    },
  };
}
