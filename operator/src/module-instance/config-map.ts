import { bytesOf, identityOf, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import type { ConfigMap } from "@tochka-rosta/controller-runtime/built-in-kinds";
import { buildInstanceMetadata } from "../ownership.ts";
import { buildOrigin, type Settings } from "../settings.ts";
import { readLimits } from "../tenant/limits.ts";

/** What a module knows of itself: `instance.json`, the shape that modules/sdk reads. */
export interface InstanceFile {
  readonly tenant: string;
  /** Identities, which outlive the objects: see `identityOf`. */
  readonly tenantUid: string;
  readonly module: string;
  readonly instance: string;
  /** `aud` of the hand-over tokens that the module takes. */
  readonly uid: string;
  readonly host: string;
  readonly origin: string;
  readonly status: "active" | "inactive" | "suspended";
  /** Whose X-Forwarded-For the module believes besides that of private addresses; absent where nobody's is. */
  readonly trustedProxies?: readonly string[];
  /** False: search engines are asked not to list the site. Absent where they may. */
  readonly isIndexed?: false;
  /** What the tenant's plan lets it keep, in bytes. */
  readonly storageBytes: number;
  readonly core: { readonly issuer: string; readonly jwksUrl: string; readonly dashboardUrl: string };
}

/** Name of the ConfigMap with an instance's identity and status. */
export function instanceConfigMapName(instance: string): string {
  return `${instance}-instance`;
}

/** The mounted file follows changes by itself, so a change of status restarts nothing. */
export function buildConfigMap(
  instance: Readonly<ModuleInstance>,
  tenant: Readonly<Tenant>,
  settings: Settings,
  site: { readonly host: string; readonly status: InstanceFile["status"] },
): ConfigMap {
  const file: InstanceFile = {
    tenant: tenant.metadata.name,
    tenantUid: identityOf(tenant),
    module: instance.spec.module,
    instance: instance.metadata.name,
    uid: identityOf(instance),
    host: site.host,
    origin: buildOrigin(settings, site.host),
    status: site.status,
    ...(settings.ingressCidrs.length > 0 && { trustedProxies: settings.ingressCidrs }),
    ...(settings.isTrial && { isIndexed: false }),
    storageBytes: bytesOf(readLimits(tenant).storage),
    core: { issuer: settings.coreIssuer, jwksUrl: settings.coreJwksUrl, dashboardUrl: settings.dashboardUrl },
  };
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: buildInstanceMetadata(instance, tenant, instanceConfigMapName(instance.metadata.name)),
    data: { "instance.json": `${JSON.stringify(file, undefined, 2)}\n` },
  };
}
