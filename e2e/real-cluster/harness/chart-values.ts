import { dashboardUrl, siteDomain } from "./names.ts";
import type { ClusterAddresses } from "./provided.ts";

/** Objects beside the chart that its values name. */
export const gatewaySecret = "sms-gateway";
export const authorityConfigMap = "test-authority";

/**
 * What the chart is installed with: the trial's own PostgreSQL and Redis, everything else as in production. Two cores and two
 * operators, so that there is always one to kill; TLS by the ingress controller's default certificate, checked by the operator.
 */
export function buildChartValues(
  ingress: ClusterAddresses["ingress"],
  smsUrl: string,
): Readonly<Record<string, unknown>> {
  return {
    trial: true,
    domain: siteDomain,
    dashboard: { origin: dashboardUrl, replicas: 2 },
    routing: {
      ingressClassName: ingress.className,
      controllerNamespaces: [ingress.namespace],
      reachabilityAddress: `https://traefik.${ingress.namespace}.svc:443`,
    },
    tls: { mode: "wildcardSecret" },
    postgresql: { mode: "trial" },
    redis: { mode: "trial" },
    codes: { provider: "webhook", webhook: { url: smsUrl, existingSecret: gatewaySecret } },
    // Every request of every test comes from one address.
    core: { replicas: 2, extraEnv: [{ name: "ADDRESS_LIMIT_SCALE", value: "100" }] },
    operator: {
      replicas: 2,
      // A database that is to be deleted is dropped at once, so that its instance's deletion can be seen to end.
      databaseDeleteGraceSeconds: 1,
      extraEnv: [{ name: "NODE_EXTRA_CA_CERTS", value: "/etc/test-authority/ca.crt" }],
      extraVolumes: [{ name: authorityConfigMap, configMap: { name: authorityConfigMap } }],
      extraVolumeMounts: [{ name: authorityConfigMap, mountPath: "/etc/test-authority", readOnly: true }],
    },
  };
}
