import type { AdmissionCase } from "./admission-case.ts";

type Body = Readonly<Record<string, unknown>>;

const operator = "system:serviceaccount:rosta:tochka-rosta-operator";
const mark = { "tochkarosta.online/tenant-uid": "7f9c" };
const enforce = "pod-security.kubernetes.io/enforce";

/** One kind in a tenant's namespace: what the operator itself writes, which is allowed, and changes to it. */
function ofKind(policy: string, objectName: string, own: Body, scenario?: AdmissionCase["scenario"]) {
  const given = (object: Body): Omit<AdmissionCase, "name" | "allowed"> => ({
    ...{ policy, operation: "CREATE", user: operator, objectName, namespace: "tenant-alpha" },
    ...{ namespaceLabels: mark, object, scenario },
  });
  return {
    allowed: (name: string, change: Body = {}): AdmissionCase => ({
      // The hash of what the operator desires is on everything that it applies.
      ...given(merge(merge(own, annotated("tochkarosta.online/desired-hash")), change)),
      name,
      allowed: true,
    }),
    refused: (name: string, change: Body): AdmissionCase => ({ ...given(merge(own, change)), name, allowed: false }),
  };
}

/** Lists are replaced, undefined takes a field away. */
function merge(target: Body, change: Body): Body {
  const result: Record<string, unknown> = { ...target };
  for (const [key, value] of Object.entries(change)) {
    const current = result[key];
    if (value === undefined) Reflect.deleteProperty(result, key);
    else result[key] = isObject(current) && isObject(value) ? merge(current, value) : value;
  }
  return result;
}

const isObject = (value: unknown): value is Body =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const annotated = (key: string): Body => ({ metadata: { annotations: { [key]: "x" } } });

const namespaces = ofKind("namespaces", "tenant-alpha", {
  metadata: { name: "tenant-alpha", labels: { ...mark, [enforce]: "restricted" } },
});
const services = ofKind("services", "shop", {
  metadata: { name: "shop" },
  spec: { type: "ClusterIP", selector: { "tochkarosta.online/instance": "shop" }, ports: [{ port: 80 }] },
});
const accounts = ofKind("serviceaccounts", "module", {
  metadata: { name: "module" },
  automountServiceAccountToken: false,
});
const secrets = ofKind("secrets", "shop-database", {
  metadata: { name: "shop-database" },
  type: "servicebinding.io/postgresql",
});
const pod = (change: Body): Body => ({ spec: { template: { spec: change } } });
const deployments = ofKind("deployments", "shop", {
  metadata: { name: "shop" },
  ...pod({
    serviceAccountName: "module-shop",
    automountServiceAccountToken: false,
    volumes: [{ configMap: { name: "x" } }, { emptyDir: {} }, { secret: { secretName: "x" } }],
  }),
});
const projected = (...tokens: Body[]): Body => ({
  projected: { sources: tokens.map((serviceAccountToken) => ({ serviceAccountToken })) },
});
const named = (name: string): Body => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});
const policies = ofKind("networkpolicies", "tenant", {
  metadata: { name: "tenant" },
  spec: {
    podSelector: {},
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [named("ingress-nginx")] }],
    egress: [{ to: [named("kube-system")] }, { to: [{ ipBlock: { cidr: "10.1.2.3/32" } }] }],
  },
});
const routes = ofKind("httproutes", "shop", {
  metadata: { name: "shop" },
  spec: {
    parentRefs: [{ name: "public", namespace: "gateways" }],
    hostnames: ["shop--alpha.tochka-sites.example"],
    rules: [{ backendRefs: [{ kind: "Service", name: "shop", port: 80 }] }],
  },
});
const ingresses = ofKind(
  "ingresses",
  "shop",
  {
    metadata: { name: "shop" },
    spec: {
      ingressClassName: "traefik",
      rules: [
        { host: "shop--alpha.tochka-sites.example", http: { paths: [{ backend: { service: { name: "shop" } } }] } },
      ],
    },
  },
  "production",
);
const claims = ofKind("hostclaims", "shop--alpha.tochka-sites.example", {
  metadata: { name: "shop--alpha.tochka-sites.example" },
});
const events = ofKind("events", "shop.1", { metadata: { name: "shop.1" } });

const desired = (name: string, allowed: boolean, object: Body): AdmissionCase => ({
  ...{ name, policy: "desired", operation: "UPDATE", user: operator, objectName: "alpha", allowed },
  object,
  old: { metadata: { name: "alpha", labels: mark }, spec: { tariff: "base" } },
});

/** What whoever holds the operator's token tries, beside what the operator itself does. */
export const stolenTokenCases: readonly AdmissionCase[] = [
  namespaces.refused("a namespace without Pod Security", { metadata: { labels: { [enforce]: undefined } } }),
  namespaces.refused("a privileged one", { metadata: { labels: { [enforce]: "privileged" } } }),
  namespaces.refused("one restricted as an early version had it", {
    metadata: { labels: { [`${enforce}-version`]: "v1.0" } },
  }),
  namespaces.refused("one that a service mesh takes in", { metadata: { labels: { "istio-injection": "enabled" } } }),
  namespaces.refused("one bound to nodes", annotated("scheduler.alpha.kubernetes.io/node-selector")),
  namespaces.allowed("one with labels of Pod Security that warn", {
    metadata: { labels: { "pod-security.kubernetes.io/warn": "restricted" } },
  }),

  services.allowed("a site's Service"),
  services.refused("one with a node's or a neighbour's address", { spec: { externalIPs: ["10.0.0.1"] } }),
  services.refused("one that is another name", { spec: { type: "ExternalName", externalName: "core.rosta.svc" } }),
  services.refused("one on every node's port", { spec: { type: "NodePort" } }),
  services.refused("one with a cloud's address", { spec: { type: "LoadBalancer" } }),
  services.refused("one without pods, for endpoints of somebody's choice", { spec: { selector: undefined } }),
  services.refused("one that a name server publishes", annotated("external-dns.alpha.kubernetes.io/hostname")),

  accounts.allowed("the account that modules of 0.2.0 share"),
  accounts.allowed("an instance's account", { metadata: { name: "module-shop" } }),
  accounts.refused("another account", { metadata: { name: "default" } }),
  accounts.refused("one whose token is mounted", { automountServiceAccountToken: true }),
  accounts.refused("one with a cloud's role", annotated("eks.amazonaws.com/role-arn")),

  secrets.allowed("a site's Secret"),
  secrets.refused("a token of an account", { type: "kubernetes.io/service-account-token" }),

  deployments.allowed("a site's Deployment"),
  deployments.allowed(
    "one that tolerates what values name",
    pod({ tolerations: [{ key: "tenants", operator: "Exists", effect: "NoSchedule" }] }),
  ),
  deployments.refused("one that goes past the scheduler", pod({ nodeName: "control-plane" })),
  deployments.refused("one that tolerates control planes", pod({ tolerations: [{ operator: "Exists" }] })),
  deployments.refused("one that puts others out", pod({ priorityClassName: "system-node-critical" })),
  deployments.refused("one in another runtime", pod({ runtimeClassName: "none" })),
  deployments.allowed("one as 0.2.0 made it", pod({ serviceAccountName: "module" })),
  deployments.refused("one of another account", pod({ serviceAccountName: "default" })),
  deployments.refused("one of a neighbour's account", pod({ serviceAccountName: "module-events" })),
  deployments.refused("one with a token", pod({ automountServiceAccountToken: true })),
  deployments.allowed(
    "one with the door's token",
    pod({ volumes: [projected({ audience: "egress", path: "token" })] }),
  ),
  deployments.refused("one with the API server's token", pod({ volumes: [projected({ path: "token" })] })),
  deployments.refused("one with a token for somebody else", pod({ volumes: [projected({ audience: "vault" })] })),
  deployments.refused(
    "one with the API server's token beside the door's",
    pod({ volumes: [projected({ audience: "egress" }, { path: "token" })] }),
  ),
  deployments.refused("one with an empty projection", pod({ volumes: [{ projected: { sources: [] } }] })),
  deployments.refused("one with a storage driver's volume", pod({ volumes: [{ csi: { driver: "x" } }] })),

  policies.allowed("the tenant's NetworkPolicy"),
  policies.refused("a further one", { metadata: { name: "open" } }),
  policies.refused("one for some pods only", { spec: { podSelector: { matchLabels: { a: "b" } } } }),
  policies.refused("one that leaves a direction open", { spec: { policyTypes: ["Ingress"] } }),
  policies.refused("one that lets everybody in", { spec: { ingress: [{}] } }),
  policies.refused("one that lets every namespace in", { spec: { ingress: [{ from: [{ namespaceSelector: {} }] }] } }),
  policies.refused("one that lets neighbours in", { spec: { ingress: [{ from: [named("tenant-beta")] }] } }),
  policies.refused("one that leads to neighbours", { spec: { egress: [{ to: [named("tenant-beta")] }] } }),
  policies.refused("one that leads to pods by their labels", { spec: { egress: [{ to: [{ podSelector: {} }] }] } }),

  routes.allowed("a site's HTTPRoute"),
  routes.refused("one for the dashboard's host", { spec: { hostnames: ["app.tochka.example"] } }),
  routes.refused("one for a host that begins alike", {
    spec: { hostnames: ["evil.tochka-sites.example.evil.example"] },
  }),
  routes.refused("one for all hosts", { spec: { hostnames: ["*.tochka-sites.example"] } }),
  routes.refused("one without a host, which is all of them", { spec: { hostnames: undefined } }),
  routes.refused("one on another Gateway", { spec: { parentRefs: [{ name: "internal", namespace: "gateways" }] } }),
  routes.refused("one to another namespace", {
    spec: { rules: [{ backendRefs: [{ name: "core", namespace: "rosta" }] }] },
  }),
  routes.refused("one that copies requests elsewhere", {
    spec: { rules: [{ filters: [{ type: "RequestMirror" }], backendRefs: [{ name: "shop" }] }] },
  }),

  ingresses.allowed("a site's Ingress"),
  ingresses.allowed("one with the configured issuer", {
    metadata: { annotations: { "cert-manager.io/cluster-issuer": "letsencrypt-dns" } },
  }),
  ingresses.refused("one with an issuer of somebody's choice", {
    metadata: { annotations: { "cert-manager.io/cluster-issuer": "theirs" } },
  }),
  ingresses.refused("one that configures the controller", annotated("nginx.ingress.kubernetes.io/server-snippet")),
  ingresses.refused("one of another class", { spec: { ingressClassName: "internal" } }),
  ingresses.refused("one for everything else", { spec: { defaultBackend: { service: { name: "shop" } } } }),
  ingresses.refused("one for the dashboard's host", { spec: { rules: [{ host: "app.tochka.example" }] } }),
  ingresses.refused("one without a host, which is all of them", { spec: { rules: [{ http: { paths: [] } }] } }),
  ingresses.refused("one to what is no Service", {
    spec: {
      rules: [
        {
          host: "shop--alpha.tochka-sites.example",
          http: { paths: [{ backend: { resource: { kind: "Bucket", name: "x" } } }] },
        },
      ],
    },
  }),

  claims.allowed("a claim of a site's host"),
  claims.refused("a claim of the dashboard's host", { metadata: { name: "app.tochka.example" } }),

  { ...events.allowed("an event of an instance"), namespace: "tenant-alpha" },
  { ...events.allowed("an event of a Tenant"), namespace: "default" },
  { ...events.refused("an event of somebody else", {}), namespace: "kube-system" },

  desired("a finalizer", true, {
    metadata: { name: "alpha", labels: mark, finalizers: ["tochkarosta.online/cleanup"] },
    spec: { tariff: "base" },
  }),
  desired("another tariff", false, { metadata: { name: "alpha", labels: mark }, spec: { tariff: "master" } }),
  desired("another label", false, { metadata: { name: "alpha", labels: {} }, spec: { tariff: "base" } }),
];
