/** The API group and version of every kind in this package. */
export const group = "tochkarosta.online";
export const version = "v1alpha1";
export const apiVersion = `${group}/${version}` as const;

/** One DNS label (RFC 1123) in lower case. The double hyphen is ours: it separates prefix and tenant in a host. */
export const dnsLabelPattern = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

/** A tenant's name is its subdomain: 3 to 40 characters, so that `prefix--tenant` always fits a 63 character label. */
export const tenantNameLength = { min: 3, max: 40 } as const;
export const hostPrefixMaxLength = 20;

/** Names that no tenant may take: they are, or would be mistaken for, addresses of the platform itself. */
export const reservedTenantNames = [
  "abuse",
  "account",
  "admin",
  "api",
  "app",
  "apps",
  "auth",
  "billing",
  "blog",
  "cdn",
  "dashboard",
  "default",
  "dev",
  "docs",
  "founder",
  "ftp",
  "help",
  "imap",
  "kube-node-lease",
  "kube-public",
  "kube-system",
  "localhost",
  "login",
  "mail",
  "master",
  "moderator",
  "ns1",
  "ns2",
  "pay",
  "payment",
  "platform",
  "pop",
  "postmaster",
  "root",
  "security",
  "smtp",
  "static",
  "status",
  "support",
  "system",
  "test",
  "tochka-rosta",
  "tochkarosta",
  "webmaster",
  "www",
] as const;

/** Why a tenant name cannot be had, as a stable code; `undefined` when it can (its being taken is not asked here). */
export type TenantNameProblem = "too-short" | "too-long" | "not-a-label" | "double-hyphen" | "reserved";

export function findTenantNameProblem(name: string): TenantNameProblem | undefined {
  if (name.length < tenantNameLength.min) return "too-short";
  if (name.length > tenantNameLength.max) return "too-long";
  if (!new RegExp(dnsLabelPattern).test(name)) return "not-a-label";
  if (name.includes("--")) return "double-hyphen";
  if ((reservedTenantNames as readonly string[]).includes(name)) return "reserved";
  return undefined;
}

/** The namespace that a tenant owns. */
export function tenantNamespace(tenant: string): string {
  return `${tenantNamespacePrefix}${tenant}`;
}

const tenantNamespacePrefix = "tenant-";

/** The ServiceAccount that an instance's pods run as: who a pod is, to whoever verifies its token. */
export function moduleAccountName(instance: string): string {
  return `module-${instance}`;
}

/** The audience of the token by which a module's pod is known to the door out of the cluster. */
export const egressAudience = "egress";

/** The tenant that a namespace is of, by its name; undefined for any other. */
export function tenantOfNamespace(namespace: string): string | undefined {
  return namespace.startsWith(tenantNamespacePrefix) ? namespace.slice(tenantNamespacePrefix.length) : undefined;
}

/** The two host templates of DESIGN 5. */
export const hostTemplates = ["{prefix}--{tenant}.{domain}", "{prefix}.{tenant}.{domain}"] as const;
export type HostTemplate = (typeof hostTemplates)[number];

/**
 * The public host of an instance. An empty prefix means the tenant's own address, whatever the template.
 *
 * @returns a host in lower case without a port, e.g. `shop--alpha.example.com`
 */
export function buildHost(template: HostTemplate, parts: { prefix: string; tenant: string; domain: string }): string {
  if (parts.prefix === "") return `${parts.tenant}.${parts.domain}`;
  return template
    .replace("{prefix}", () => parts.prefix)
    .replace("{tenant}", () => parts.tenant)
    .replace("{domain}", () => parts.domain);
}

/** Labels and annotations that more than one part of the platform reads. */
export const labels = {
  tenant: `${group}/tenant`,
  tenantUid: `${group}/tenant-uid`,
  tenantId: `${group}/tenant-id`,
  instance: `${group}/instance`,
  instanceUid: `${group}/instance-uid`,
  instanceId: `${group}/instance-id`,
  module: `${group}/module`,
  managedBy: "app.kubernetes.io/managed-by",
} as const;
export const managedByValue = "tochka-rosta";
export const operatorFinalizer = `${group}/operator`;
