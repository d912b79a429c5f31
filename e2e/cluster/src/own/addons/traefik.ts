import type { CertificatePair } from "../pki.ts";
import { ingress } from "../settings.ts";
import { buildCertificateSecret, defaultCertificateSecret } from "../../default-certificate.ts";
import { traefikImage } from "../images.ts";
import { buildServiceAccount } from "./service-account.ts";
import type { Manifest } from "./objects.ts";

const { namespace, className } = ingress;
const labels = { "app.kubernetes.io/name": "traefik" };
const gatewayApi = "gateway.networking.k8s.io";
const entryPoints = { web: 8000, websecure: 8443 } as const;

const readVerbs = ["get", "list", "watch"];

/**
 * Traefik as a tenant of the cluster like any other: a pod in a namespace of its own, so that every policy holds for it. It
 * serves Ingress and Gateway API; buyers come through a node port, which keeps their address (externalTrafficPolicy Local).
 */
export function buildTraefik(nodeAddress: string, certificate: CertificatePair): readonly Manifest[] {
  return [
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: namespace, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
    },
    ...buildServiceAccount("traefik", namespace, rules),
    buildCertificateSecret(namespace, certificate),
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "traefik", namespace },
      data: { "dynamic.json": JSON.stringify(dynamicConfiguration) },
    },
    service,
    buildDeployment(nodeAddress),
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata: { name: className, annotations: { "ingressclass.kubernetes.io/is-default-class": "true" } },
      spec: { controller: "traefik.io/ingress-controller" },
    },
    {
      apiVersion: `${gatewayApi}/v1`,
      kind: "GatewayClass",
      metadata: { name: className },
      spec: { controllerName: "traefik.io/gateway-controller" },
    },
    gateway,
  ];
}

const rules = [
  { apiGroups: [""], resources: ["services", "secrets", "nodes", "configmaps"], verbs: readVerbs },
  { apiGroups: [""], resources: ["namespaces"], verbs: ["list", "watch"] },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses", "ingressclasses"], verbs: readVerbs },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses/status"], verbs: ["update"] },
  ...[
    { suffix: "", verbs: readVerbs },
    { suffix: "/status", verbs: ["update"] },
  ].map(({ suffix, verbs }) => ({
    apiGroups: [gatewayApi],
    resources: ["gatewayclasses", "gateways", "httproutes", "grpcroutes", "referencegrants", "backendtlspolicies"].map(
      (resource) => `${resource}${suffix}`,
    ),
    verbs,
  })),
];

const certificateFiles = { certFile: "/etc/traefik/certificate/tls.crt", keyFile: "/etc/traefik/certificate/tls.key" };
const dynamicConfiguration = { tls: { stores: { default: { defaultCertificate: certificateFiles } } } };

const service: Manifest = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "traefik", namespace, labels },
  spec: {
    type: "NodePort",
    externalTrafficPolicy: "Local",
    selector: labels,
    ports: [
      { name: "web", port: 80, targetPort: "web", nodePort: ingress.httpPort },
      { name: "websecure", port: 443, targetPort: "websecure", nodePort: ingress.httpsPort },
    ],
  },
};

const gateway: Manifest = {
  apiVersion: `${gatewayApi}/v1`,
  kind: "Gateway",
  metadata: { name: "traefik", namespace },
  spec: {
    gatewayClassName: className,
    // Traefik finds its entry point by the listener's port.
    listeners: [
      { name: "web", protocol: "HTTP", port: entryPoints.web, allowedRoutes: { namespaces: { from: "All" } } },
      {
        name: "websecure",
        protocol: "HTTPS",
        port: entryPoints.websecure,
        tls: { mode: "Terminate", certificateRefs: [{ name: defaultCertificateSecret }] },
        allowedRoutes: { namespaces: { from: "All" } },
      },
    ],
  },
};

const buildArguments = (nodeAddress: string) => [
  "--global.checknewversion=false",
  "--global.sendanonymoususage=false",
  "--log.level=INFO",
  "--ping=true",
  "--entrypoints.traefik.address=:8080",
  `--entrypoints.web.address=:${entryPoints.web}`,
  `--entrypoints.websecure.address=:${entryPoints.websecure}`,
  "--entrypoints.websecure.http.tls=true",
  "--providers.kubernetesingress=true",
  `--providers.kubernetesingress.ingressendpoint.ip=${nodeAddress}`,
  "--providers.kubernetesgateway=true",
  `--providers.kubernetesgateway.statusaddress.ip=${nodeAddress}`,
  "--providers.file.directory=/etc/traefik/dynamic",
];

function buildDeployment(nodeAddress: string): Manifest {
  const container = {
    name: "traefik",
    image: traefikImage,
    args: buildArguments(nodeAddress),
    ports: Object.entries(entryPoints).map(([name, containerPort]) => ({ name, containerPort })),
    resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "512Mi" } },
    readinessProbe: { httpGet: { path: "/ping", port: 8080 }, periodSeconds: 1 },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [
      { name: "dynamic", mountPath: "/etc/traefik/dynamic", readOnly: true },
      { name: "certificate", mountPath: "/etc/traefik/certificate", readOnly: true },
    ],
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "traefik", namespace, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: "traefik",
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65532,
            runAsGroup: 65532,
            fsGroup: 65532,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [container],
          volumes: [
            { name: "dynamic", configMap: { name: "traefik" } },
            { name: "certificate", secret: { secretName: defaultCertificateSecret } },
          ],
        },
      },
    },
  };
}
