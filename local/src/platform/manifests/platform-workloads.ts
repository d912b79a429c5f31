import { kubeconfigMount, kubeconfigSecret, type Workload } from "./workload.ts";
import { systemNamespace } from "../platform-secrets.ts";
import type { PlatformPorts } from "../ports.ts";

/** Sites of this machine live under it: browsers resolve it to themselves. */
export const domain = "localhost";
/** The class of Ingress that the operator asks for and the router serves. */
export const ingressClass = "tochka-rosta";

/** Where people and programs find this platform. */
export interface Addresses {
  /** The one origin of dashboard and core. */
  origin: string;
  /** The core as programs of this machine reach it. */
  coreUrl: string;
}

/** Port 80 is not written: browsers leave it out of the origin too. */
export function buildAddresses(ports: PlatformPorts): Addresses {
  const port = ports.gateway === 80 ? "" : `:${ports.gateway}`;
  return { origin: `http://${domain}${port}`, coreUrl: `http://127.0.0.1:${ports.core}` };
}

/** The Secrets that are derived anew at every start, by name. */
export const derivedSecrets = { coreDatabase: "core-database", databaseServers: "operator-database-servers" } as const;

/**
 * The platform's own programs with their settings (CONTRACT of each program: its readConfig).
 * @param images the references that this machine can run; a program without one is left out
 */
export function buildWorkloads(ports: PlatformPorts, images: readonly string[]): Workload[] {
  const addresses = buildAddresses(ports);
  const all = [buildCore(ports, addresses), buildOperator(ports, addresses), buildDoorman(addresses), buildDashboard(addresses)];
  return all.flatMap((workload) => {
    const image = images.find((reference) => reference.startsWith(`${workload.image}:`));
    return image ? [{ ...workload, image }] : [];
  });
}

const kubernetes = { KUBECONFIG: `${kubeconfigMount}/config` };
const kubernetesFiles = { [kubeconfigSecret]: kubeconfigMount };

function buildCore(ports: PlatformPorts, { origin }: Addresses): Workload {
  return {
    name: "core",
    image: "tochka-rosta/core",
    localPort: ports.core,
    healthPath: "/health",
    environment: {
      ...kubernetes,
      DATABASE_URL_FILE: "/etc/core/database/url",
      SECRETS_DIR: "/etc/core/secrets",
      PUBLIC_ORIGIN: origin,
      SITE_DOMAIN: domain,
      CODE_PROVIDER: "terminal",
      NODE_ENV: "development",
      // All of this machine's visitors share one address, and with it the limits meant for one.
      ADDRESS_LIMIT_SCALE: "20",
      LEASE_NAMESPACE: systemNamespace,
    },
    secretFiles: {
      ...kubernetesFiles,
      [derivedSecrets.coreDatabase]: "/etc/core/database",
      "core-secrets": "/etc/core/secrets",
    },
  };
}

function buildOperator(ports: PlatformPorts, { origin, coreUrl }: Addresses): Workload {
  return {
    name: "operator",
    image: "tochka-rosta/operator",
    healthPath: "/readyz",
    environment: {
      ...kubernetes,
      DOMAIN: domain,
      HOST_TEMPLATE: "{prefix}--{tenant}.{domain}",
      PUBLIC_SCHEME: "http",
      PUBLIC_PORT: String(ports.gateway),
      INGRESS_CLASS: ingressClass,
      // The system's resolver need not know *.localhost, so sites are probed at the router with a Host header.
      REACHABILITY_ADDRESS: `127.0.0.1:${ports.gateway}`,
      CORE_ISSUER: origin,
      CORE_JWKS_URL: `${coreUrl}/.well-known/jwks.json`,
      DASHBOARD_URL: origin,
      DATABASE_SERVERS_FILE: "/etc/operator/servers.json",
      LEASE_NAMESPACE: systemNamespace,
    },
    secretFiles: { ...kubernetesFiles, [derivedSecrets.databaseServers]: "/etc/operator" },
  };
}

function buildDoorman({ origin }: Addresses): Workload {
  return {
    name: "doorman",
    image: "tochka-rosta/doorman",
    healthPath: "/.well-known/doorman/health",
    environment: { ...kubernetes, DASHBOARD_URL: origin },
    secretFiles: kubernetesFiles,
  };
}

function buildDashboard({ origin, coreUrl }: Addresses): Workload {
  return {
    name: "dashboard",
    image: "tochka-rosta/dashboard",
    healthPath: "/healthz",
    // Next's standalone server listens where HOSTNAME says, and reads no HOST.
    environment: { CORE_URL: coreUrl, PUBLIC_ORIGIN: origin, HOSTNAME: "127.0.0.1", NODE_ENV: "production" },
  };
}
