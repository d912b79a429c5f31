/** Reads one setting from its text; `undefined` is a setting that is not there. */
export type SettingReader<T> = (value: string | undefined) => { readonly value: T } | { readonly problem: string };

/** Every setting of the core, one sentence each. */
export const settings = {
  NODE_ENV: "production by default; development and test allow codes in the terminal",
  HOST: "the address to listen on",
  PORT: "the port to listen on; 0 takes a free one",
  METRICS_PORT: "a port of its own for /metrics, so that a network policy can allow Prometheus alone",
  KEYS_PORT: "a port of its own for /.well-known/jwks.json, the only path that modules may reach",
  LOG_LEVEL: "the least level that is logged",
  DATABASE_URL: "the core's PostgreSQL database; DATABASE_URL_FILE wins over it",
  DATABASE_URL_FILE: "a file that holds the URL of the core's PostgreSQL database",
  DATABASE_SSLMODE:
    "how a connection is protected whose URL does not say it, in libpq's words; the chart says verify-full",
  DATABASE_CA_FILE:
    "a file with the authority of the database server's certificate (PEM); without it Node.js's list counts",
  DATABASE_POOL_SIZE: "connections that this process may hold",
  REDIS_URL: "shared counters and messages; needed as soon as there is more than one replica",
  KUBECONFIG: "how to reach the cluster; in the cluster without it",
  CLUSTER_SYNC: "off: this process does not connect to the cluster; changes are stored and not applied",
  PUBLIC_ORIGIN: "where browsers see dashboard and core, and the issuer of tokens",
  SITE_DOMAIN: "the domain below which tenants' sites live",
  HOST_TEMPLATE: "how the host of a site is made, as the operator has it",
  CODE_PROVIDER: "how one-time codes travel: terminal or webhook",
  CODE_WEBHOOK_URL: "the SMS gateway that sends codes",
  CODE_WEBHOOK_SECRET_FILE: "a file with the secret that signs requests to the SMS gateway",
  SECRETS_DIR: "a folder with signing-keys.json (private JWKS) and code-pepper",
  LEASE_NAMESPACE: "the namespace of the lease that one syncing replica holds",
  POD_NAME: "this replica's name, for the lease",
  TRUSTED_PROXIES:
    "proxies whose X-Forwarded-For is trusted, comma-separated addresses or ranges; private ones by default",
  ADDRESS_LIMIT_SCALE: "multiplies every limit per address, for load tests and offices behind one address",
} as const;
