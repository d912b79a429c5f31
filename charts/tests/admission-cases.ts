import type { AdmissionCase } from "./admission-case.ts";
import { nameCases } from "./name-cases.ts";
import { stolenTokenCases } from "./stolen-token-cases.ts";

type Body = NonNullable<AdmissionCase["object"]>;

export const operator = "system:serviceaccount:rosta:tochka-rosta-operator";
const mark = { "tochkarosta.online/tenant-uid": "7f9c" };
const enforce = "pod-security.kubernetes.io/enforce";
const tenantLabels = { ...mark, [enforce]: "restricted", "app.kubernetes.io/managed-by": "tochka-rosta" };
const foreign = { "kubernetes.io/metadata.name": "tenant-portal" };

const namespace = (name: string, labels?: Body): Body => ({ metadata: { name, ...(labels && { labels }) } });

const core = "system:serviceaccount:rosta:tochka-rosta-core";
const id = "11111111-2222-4333-8444-555555555555";

function ofIdentities(name: string, allowed: boolean, user: string, spec: Body): AdmissionCase {
  const object = { metadata: { name: "shop" }, spec: { module: "shop", ...spec } };
  return { name, policy: "identities", operation: "CREATE", user, objectName: "shop", object, allowed };
}

function ofNamespaces(name: string, change: Omit<AdmissionCase, "name" | "policy" | "user">): AdmissionCase {
  return { name, policy: "namespaces", user: operator, ...change };
}

const binding = (change: Body = {}): Body => ({
  metadata: { name: "tochka-rosta-operator" },
  roleRef: { kind: "ClusterRole", name: "tochka-rosta-operator-tenant" },
  subjects: [{ kind: "ServiceAccount", name: "tochka-rosta-operator", namespace: "rosta" }],
  ...change,
});

function ofBindings(name: string, allowed: boolean, change: Partial<AdmissionCase> = {}): AdmissionCase {
  return {
    ...{ name, policy: "rolebindings", operation: "CREATE", user: operator, objectName: "tochka-rosta-operator" },
    ...{ namespace: "tenant-alpha", namespaceLabels: mark, object: binding(), allowed },
    ...change,
  };
}

const ingress = (change: { readonly host?: string; readonly metadata?: Body } = {}): Body => ({
  metadata: { name: "shop", ...change.metadata },
  spec: { ingressClassName: "alb", rules: [{ host: change.host ?? "shop--alpha.sites.test" }] },
});
const controller = "system:serviceaccount:kube-system:aws-load-balancer-controller";

function ofHosts(name: string, allowed: boolean, change: Partial<AdmissionCase>): AdmissionCase {
  return {
    ...{ name, policy: "hosts", operation: "UPDATE", user: controller, objectName: "shop", namespace: "tenant-alpha" },
    ...{ namespaceLabels: mark, object: ingress(), old: ingress(), allowed },
    ...change,
  };
}

const annotated = (annotations: Body): Body => ingress({ metadata: { annotations } });
const issuer = { "cert-manager.io/cluster-issuer": "ours" };

/** What the policies must say; `allowed` is the whole of it, whichever rule it comes from. */
export const admissionCases: readonly AdmissionCase[] = [
  ...stolenTokenCases,
  ...nameCases,
  ofIdentities("core makes an object again under its identity", true, core, { id }),
  ofIdentities("core makes one without", true, core, {}),
  ofIdentities("a person makes one without", true, "kubernetes-admin", {}),
  ofIdentities("nobody else writes an identity, be it an administrator", false, "kubernetes-admin", { id }),
  ofIdentities("nor the operator", false, operator, { id }),
  ofIdentities("nor core of another release", false, "system:serviceaccount:other:tochka-rosta-core", { id }),
  ofNamespaces("the operator makes a tenant's namespace", {
    operation: "CREATE",
    objectName: "tenant-alpha",
    object: namespace("tenant-alpha", tenantLabels),
    allowed: true,
  }),
  ofNamespaces("it makes none that bears no tenant's uid", {
    operation: "CREATE",
    objectName: "tenant-alpha",
    object: namespace("tenant-alpha", { [enforce]: "restricted" }),
    allowed: false,
  }),
  ofNamespaces("it makes none of another name", {
    operation: "CREATE",
    objectName: "kube-system",
    object: namespace("kube-system", tenantLabels),
    allowed: false,
  }),
  ofNamespaces("it changes a tenant's", {
    operation: "UPDATE",
    objectName: "tenant-alpha",
    object: namespace("tenant-alpha", { ...tenantLabels, "field.cattle.io/projectId": "p-1" }),
    old: namespace("tenant-alpha", { ...mark, "field.cattle.io/projectId": "p-1" }),
    allowed: true,
  }),
  ofNamespaces("it takes no stranger's over", {
    operation: "UPDATE",
    objectName: "tenant-portal",
    object: namespace("tenant-portal", { ...foreign, ...tenantLabels }),
    old: namespace("tenant-portal", foreign),
    allowed: false,
  }),
  ofNamespaces("it takes no mark away", {
    operation: "UPDATE",
    objectName: "tenant-alpha",
    object: namespace("tenant-alpha", { [enforce]: "restricted" }),
    old: namespace("tenant-alpha", mark),
    allowed: false,
  }),
  ofNamespaces("it deletes a tenant's", {
    operation: "DELETE",
    objectName: "tenant-alpha",
    old: namespace("tenant-alpha", mark),
    allowed: true,
  }),
  ofNamespaces("it deletes no stranger's, whatever its name", {
    operation: "DELETE",
    objectName: "tenant-portal",
    old: namespace("tenant-portal", foreign),
    allowed: false,
  }),
  ofNamespaces("nor one without any label", {
    operation: "DELETE",
    objectName: "tenant-portal",
    old: namespace("tenant-portal"),
    allowed: false,
  }),

  ofBindings("the operator binds its role to itself in a tenant's namespace", true),
  ofBindings("it binds none in a stranger's, whatever its name", false, {
    namespace: "tenant-portal",
    namespaceLabels: foreign,
  }),
  ofBindings("nor in one without any label", false, { namespace: "tenant-portal", namespaceLabels: {} }),
  ofBindings("nor in one of another name", false, { namespace: "kube-system" }),
  ofBindings("it binds no other role", false, {
    object: binding({ roleRef: { kind: "ClusterRole", name: "cluster-admin" } }),
  }),
  ofBindings("it binds nobody else", false, {
    object: binding({ subjects: [{ kind: "ServiceAccount", name: "default", namespace: "tenant-alpha" }] }),
  }),

  ofHosts("the operator gives a host out", true, { operation: "CREATE", user: operator }),
  ofHosts("nobody else does", false, { operation: "CREATE" }),
  ofHosts("a controller adds its finalizer", true, {
    object: ingress({ metadata: { finalizers: ["ingress.k8s.aws/resources"] } }),
  }),
  ofHosts("and takes it away again", true, {
    old: ingress({ metadata: { finalizers: ["ingress.k8s.aws/resources"] } }),
  }),
  ofHosts("where annotations stay as they were", true, {
    object: ingress({ metadata: { annotations: issuer, finalizers: ["ingress.k8s.aws/resources"] } }),
    old: annotated(issuer),
  }),
  ofHosts("nobody but the operator changes a host", false, { object: ingress({ host: "shop--beta.sites.test" }) }),
  ofHosts("nor names a further one in an annotation", false, {
    object: annotated({ "nginx.ingress.kubernetes.io/server-alias": "shop--beta.sites.test" }),
  }),
  ofHosts("nor changes an annotation that is there", false, {
    object: annotated({ "cert-manager.io/cluster-issuer": "theirs" }),
    old: annotated(issuer),
  }),
  ofHosts("nor takes one away", false, { old: annotated(issuer) }),
];
