import { coreDnsImage } from "../images.ts";
import { clusterDomain, dnsClusterAddress } from "../settings.ts";
import { buildServiceAccount } from "./service-account.ts";
import type { Manifest } from "./objects.ts";

const namespace = "kube-system";
const labels = { "k8s-app": "kube-dns" };

// Names outside the cluster do not exist: the cluster has no way out, and an honest answer at once is better than a time-out. That
// is a server block of its own, because the plug-in that says so goes before the one that knows the cluster's names.
const corefile = `${clusterDomain}:53 in-addr.arpa:53 ip6.arpa:53 {
    errors
    health
    ready
    cache 10
    kubernetes ${clusterDomain} in-addr.arpa ip6.arpa {
        pods insecure
        ttl 5
    }
    reload
}
.:53 {
    errors
    template ANY ANY {
        rcode NXDOMAIN
    }
}
`;

/** CoreDNS as every cluster has it: Service `kube-dns` at the well-known address. */
export function buildDns(): readonly Manifest[] {
  return [
    ...buildServiceAccount("coredns", namespace, [
      { apiGroups: [""], resources: ["endpoints", "services", "pods", "namespaces"], verbs: ["list", "watch"] },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
    ]),
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "coredns", namespace },
      data: { Corefile: corefile },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "kube-dns", namespace, labels: { ...labels, "kubernetes.io/name": "CoreDNS" } },
      spec: {
        selector: labels,
        clusterIP: dnsClusterAddress,
        ports: [
          { name: "dns", port: 53, protocol: "UDP" },
          { name: "dns-tcp", port: 53, protocol: "TCP" },
        ],
      },
    },
    deployment,
  ];
}

const deployment: Manifest = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "coredns", namespace, labels },
  spec: {
    replicas: 1,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        serviceAccountName: "coredns",
        priorityClassName: "system-cluster-critical",
        // Not the cluster's DNS, which is itself.
        dnsPolicy: "Default",
        containers: [
          {
            name: "coredns",
            image: coreDnsImage,
            args: ["-conf", "/etc/coredns/Corefile"],
            resources: { requests: { cpu: "50m", memory: "40Mi" }, limits: { memory: "170Mi" } },
            ports: [
              { name: "dns", containerPort: 53, protocol: "UDP" },
              { name: "dns-tcp", containerPort: 53, protocol: "TCP" },
            ],
            livenessProbe: { httpGet: { path: "/health", port: 8080 }, periodSeconds: 10, failureThreshold: 5 },
            readinessProbe: { httpGet: { path: "/ready", port: 8181 }, periodSeconds: 1 },
            // Port 53 is for root or who has this right; policies that allow DNS name this port.
            securityContext: {
              runAsUser: 0,
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { add: ["NET_BIND_SERVICE"], drop: ["ALL"] },
            },
            volumeMounts: [{ name: "config", mountPath: "/etc/coredns", readOnly: true }],
          },
        ],
        volumes: [{ name: "config", configMap: { name: "coredns" } }],
      },
    },
  },
};
