/** An object that whoever holds the operator's token sends, and what must refuse it. */
export interface Attempt {
  readonly what: string;
  readonly object: { readonly kind: string };
  readonly message: string;
}

const selector = { "tochkarosta.online/instance": "shop" };
const ports = [{ port: 80 }];

function attempt(what: string, message: string, apiVersion: string, kind: string, fields: object): Attempt {
  return { what, message, object: { apiVersion, kind, metadata: { name: "attempt" }, ...fields } as Attempt["object"] };
}

const withPod = (change: object) => ({
  spec: {
    selector: { matchLabels: { app: "attempt" } },
    template: {
      metadata: { labels: { app: "attempt" } },
      spec: {
        serviceAccountName: "module-attempt",
        automountServiceAccountToken: false,
        containers: [{ name: "attempt", image: "attempt" }],
        ...change,
      },
    },
  },
});
const withSpec = (spec: object) => ({ spec });

/** Each is the whole object that an attacker would send; charts/tests judges more of each kind. */
export const stolenTokenAttempts: readonly Attempt[] = [
  attempt(
    "traffic of others by externalIPs",
    "has no external address",
    "v1",
    "Service",
    withSpec({ selector, ports, externalIPs: ["10.0.0.1"] }),
  ),
  attempt(
    "a Service that is another name",
    "is of type ClusterIP",
    "v1",
    "Service",
    withSpec({ type: "ExternalName", externalName: "core.x.svc" }),
  ),
  attempt(
    "a port of every node",
    "is of type ClusterIP",
    "v1",
    "Service",
    withSpec({ selector, ports, type: "NodePort" }),
  ),
  attempt("a Service without pods", "selects the pods of its instance", "v1", "Service", withSpec({ ports })),
  attempt(
    "an account with a cloud's role",
    "the operator gives ServiceAccounts its own annotations only",
    "v1",
    "ServiceAccount",
    {
      metadata: { name: "module", annotations: { "eks.amazonaws.com/role-arn": "x" } },
      automountServiceAccountToken: false,
    },
  ),
  attempt("a token of an account", "no token of a ServiceAccount", "v1", "Secret", {
    metadata: { name: "attempt", annotations: { "kubernetes.io/service-account.name": "module" } },
    type: "kubernetes.io/service-account-token",
  }),
  attempt(
    "a pod on a node of its choice",
    "the scheduler chooses",
    "apps/v1",
    "Deployment",
    withPod({ nodeName: "node" }),
  ),
  attempt(
    "a pod on a control plane",
    "tolerate the taints",
    "apps/v1",
    "Deployment",
    withPod({ tolerations: [{ operator: "Exists" }] }),
  ),
  attempt(
    "a pod that puts others out",
    "default priority",
    "apps/v1",
    "Deployment",
    withPod({ priorityClassName: "system-node-critical" }),
  ),
  attempt(
    "a pod with a token",
    "without a mounted token",
    "apps/v1",
    "Deployment",
    withPod({ automountServiceAccountToken: true }),
  ),
  attempt(
    "a pod with a folder of its node",
    "modules mount ConfigMaps",
    "apps/v1",
    "Deployment",
    withPod({ volumes: [{ name: "x", hostPath: { path: "/" } }] }),
  ),
  attempt(
    "a pod with a token for the API server",
    "modules mount ConfigMaps",
    "apps/v1",
    "Deployment",
    withPod({ volumes: [{ name: "x", projected: { sources: [{ serviceAccountToken: { path: "token" } }] } }] }),
  ),
  attempt(
    "a way in for everybody",
    "one NetworkPolicy",
    "networking.k8s.io/v1",
    "NetworkPolicy",
    withSpec({ podSelector: {}, policyTypes: ["Ingress"], ingress: [{}] }),
  ),
  attempt(
    "a host of the platform",
    "hosts of sites lie under",
    "networking.k8s.io/v1",
    "Ingress",
    withSpec({
      ingressClassName: "traefik",
      rules: [
        {
          host: "app.example",
          http: {
            paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "shop", port: { number: 80 } } } }],
          },
        },
      ],
    }),
  ),
  attempt("a claim of such a host", "hosts of sites lie under", "tochkarosta.online/v1alpha1", "HostClaim", {
    metadata: { name: "app.example" },
    spec: { tenant: "alpha", instance: { namespace: "tenant-alpha", name: "shop", uid: "x" } },
  }),
  attempt("a privileged namespace", "held to the restricted profile", "v1", "Namespace", {
    metadata: {
      name: "tenant-attempt",
      labels: { "tochkarosta.online/tenant-uid": "x", "pod-security.kubernetes.io/enforce": "privileged" },
    },
  }),
];
