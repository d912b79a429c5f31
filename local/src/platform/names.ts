/** The namespace of the platform's own programs, as the chart is rendered for. */
export const systemNamespace = "tochka-rosta-system";
/** Who owns what this package applies. */
export const fieldManager = "tochka-rosta-local";
/** The Secrets that hold addresses of this start, by the names the chart's Deployments mount them under. */
export const derivedSecrets = { coreDatabase: "core-database", databaseServers: "operator-database-servers" } as const;
