import { hostTemplates } from "@tochka-rosta/crds";
import { logLevels } from "@tochka-rosta/service/log-options";
import {
  choice,
  cidrs,
  flag,
  integer,
  names,
  objects,
  origin,
  path,
  port,
  ports,
  text,
  texts,
  url,
} from "@tochka-rosta/service/settings";
import { gatewayForm, routingKinds, tlsModes } from "./routing.ts";

const defaultLeaseNamespace = "tochka-rosta-system";

/** Every setting of the operator; the reference is made of it. */
export const settingsSchema = {
  host: text("HOST", { default: "0.0.0.0", meaning: "The address at which health and metrics answer." }),
  port: port("PORT", { default: 8080, meaning: "The port at which health and metrics answer; 0 takes a free one." }),
  metricsPort: port("METRICS_PORT", { isOptional: true, meaning: "The same port, and wins over PORT." }),
  logLevel: choice("LOG_LEVEL", logLevels, { default: "info", meaning: "The least level that is logged." }),
  kubeconfigPath: path("KUBECONFIG", {
    isOptional: true,
    meaning: "How to reach the cluster; a pod uses its service account.",
  }),
  leaseNamespace: text("LEASE_NAMESPACE", {
    default: defaultLeaseNamespace,
    meaning: "The namespace of the lease that one working replica holds.",
  }),
  podName: text("POD_NAME", { default: "operator", meaning: "This process among its replicas." }),
  podUid: text("POD_UID", {
    isOptional: true,
    meaning: "The pod's uid: a restarted container takes over the lease of the one before it at once.",
  }),
  domain: text("DOMAIN", { meaning: "The domain that tenants' sites live under." }),
  hostTemplate: choice("HOST_TEMPLATE", hostTemplates, {
    default: hostTemplates[0],
    meaning: "How the host of a site is made; the same as core's.",
  }),
  publicScheme: choice("PUBLIC_SCHEME", ["http", "https"], {
    default: "https",
    meaning: "How browsers reach sites.",
  }),
  publicPort: port("PUBLIC_PORT", {
    isOptional: true,
    meaning: "Part of public addresses where it is not the scheme's own.",
  }),
  isTrial: flag("TRIAL", {
    default: false,
    meaning: "The platform is for trying things out: sites ask search engines not to list them, and tell their owners.",
  }),
  routingKind: choice("ROUTING_KIND", routingKinds, { default: "Ingress", meaning: "How hosts lead to modules." }),
  ingressClass: text("INGRESS_CLASS", { default: "tochka-rosta", meaning: "The class of sites' Ingresses." }),
  gateway: text("GATEWAY", {
    isOptional: true,
    expects: gatewayForm,
    meaning: "The Gateway that all sites hang on, with ROUTING_KIND=HTTPRoute.",
  }),
  tlsMode: choice("TLS_MODE", tlsModes, {
    isOptional: true,
    defaultText: "`wildcardSecret` with https, `none` with http",
    meaning: "Whose certificate a site's visitors see.",
  }),
  tlsClusterIssuer: text("TLS_CLUSTER_ISSUER", {
    isOptional: true,
    meaning: "cert-manager's ClusterIssuer, with TLS_MODE=perTenantWildcard or perHost.",
  }),
  ingressNamespaces: names("INGRESS_NAMESPACES", {
    isOptional: true,
    defaultText: "empty with `INGRESS_CIDRS`, else `LEASE_NAMESPACE`",
    meaning: "Namespaces whose pods may reach modules: where the ingress controller runs.",
  }),
  ingressCidrs: cidrs("INGRESS_CIDRS", {
    default: [],
    meaning: "Addresses that may reach modules and whose X-Forwarded-For modules trust.",
  }),
  dnsNamespaces: names("DNS_NAMESPACES", {
    default: ["kube-system"],
    meaning: "Namespaces of the pods at which modules resolve names.",
  }),
  dnsPorts: ports("DNS_PORTS", { default: [53], meaning: "The ports of these pods." }),
  dnsCidrs: cidrs("DNS_CIDRS", { default: [], meaning: "Resolvers that are no pods, reached at port 53 only." }),
  reachabilityAddress: text("REACHABILITY_ADDRESS", {
    isOptional: true,
    expects: "host:port, or http://host:port, or https://host:port",
    meaning: "Where sites are probed with a Host header; at their public address when not set.",
  }),
  moduleNodeSelector: texts("MODULE_NODE_SELECTOR", { default: {}, meaning: "The nodes that modules run on." }),
  moduleTolerations: objects("MODULE_TOLERATIONS", { default: [], meaning: "The taints that modules' pods tolerate." }),
  moduleUserIds: choice("MODULE_USER_IDS", ["fixed", "cluster"], {
    default: "fixed",
    meaning:
      "cluster: modules' pods name no user and the cluster gives them one, as OpenShift's restricted-v2 wants it.",
  }),
  rolloutPercent: integer("ROLLOUT_PERCENT", {
    default: 10,
    min: 1,
    max: 100,
    unit: "%",
    meaning: "How many of the running sites replace their pods at once, whatever changed them.",
  }),
  rolloutMinimum: integer("ROLLOUT_MINIMUM", {
    default: 5,
    min: 1,
    unit: "sites",
    meaning: "So many may do so at once however few run.",
  }),
  moduleRegistryFile: path("MODULE_REGISTRY_FILE", {
    isOptional: true,
    meaning: "A .dockerconfigjson that modules' images are pulled with; read again at every reconcile of a tenant.",
  }),
  coreIssuer: url("CORE_ISSUER", { meaning: "`iss` of core's hand-over tokens." }),
  coreJwksUrl: url("CORE_JWKS_URL", {
    meaning: "Where modules read core's public keys; a Service with the port of its pods.",
  }),
  egressUrl: origin("EGRESS_URL", {
    isOptional: true,
    meaning:
      "The door that modules reach the world through: a Service with the port of its pods; absent: there is none.",
  }),
  coreKeysCidrs: cidrs("CORE_KEYS_CIDRS", {
    default: [],
    meaning:
      "Addresses of CORE_JWKS_URL where that is outside the cluster; empty: modules may connect to any at its port.",
  }),
  databaseCidrs: cidrs("DATABASE_CIDRS", {
    default: [],
    meaning:
      "Addresses of database servers under names outside the cluster; empty: modules may connect to any at their ports.",
  }),
  dashboardUrl: url("DASHBOARD_URL", { meaning: "Where owners go." }),
  databaseServersFile: path("DATABASE_SERVERS_FILE", {
    meaning: "JSON with the PostgreSQL servers and the provisioner's passwords; read again at every connect.",
  }),
  platformKeysFile: path("PLATFORM_KEYS_FILE", {
    isOptional: true,
    meaning:
      "JSON with the platform's keys, of which every instance's are derived; read again at each use. Absent: instances have none.",
  }),
  databaseDeleteGraceSeconds: integer("DATABASE_DELETE_GRACE_SECONDS", {
    default: 0,
    unit: "seconds",
    meaning: "How long a database to be deleted stays retired before it is dropped.",
  }),
  databaseStatementTimeoutSeconds: integer("DATABASE_STATEMENT_TIMEOUT_SECONDS", {
    default: 60,
    min: 1,
    unit: "seconds",
    meaning: "How long one statement of a module may take; of its role, new sessions have it.",
  }),
  databaseIdleTransactionTimeoutSeconds: integer("DATABASE_IDLE_TRANSACTION_TIMEOUT_SECONDS", {
    default: 60,
    min: 1,
    unit: "seconds",
    meaning: "How long a module's transaction may stay open without a statement.",
  }),
  databaseWorkMemoryMebibytes: integer("DATABASE_WORK_MEMORY_MEBIBYTES", {
    default: 4,
    min: 1,
    unit: "MiB",
    meaning: "Memory of one sort or hash of a module (`work_mem` of its role).",
  }),
  databaseTemporaryFilesMebibytes: integer("DATABASE_TEMPORARY_FILES_MEBIBYTES", {
    default: 256,
    min: 1,
    unit: "MiB",
    meaning:
      "Temporary files of one session of a module (`temp_file_limit`); set where the provisioner is a superuser or was granted SET on it.",
  }),
};
