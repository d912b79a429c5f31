/** Everything the doorman is told from outside. */
export interface Settings {
  /** A kubeconfig file; absent in a pod, whose service account is used. */
  readonly kubeconfigPath: string | undefined;
  /** Where owners switch their sites on and off. */
  readonly dashboardUrl: string;
  readonly listen: { readonly host: string; readonly port: number };
}

export type SettingsResult = { readonly settings: Settings } | { readonly problems: readonly string[] };

/** Reads the environment. Pure; reports every problem at once. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): SettingsResult {
  const problems: string[] = [];
  const dashboardUrl = env["DASHBOARD_URL"] ?? "";
  if (!isWebAddress(dashboardUrl)) problems.push("DASHBOARD_URL: must be an http or https address");
  const port = Number(env["PORT"] ?? "8080");
  if (!Number.isInteger(port) || port < 0 || port > 65_535) problems.push("PORT: must be a port number");
  if (problems.length > 0) return { problems };
  const kubeconfigPath = env["KUBECONFIG"] === "" ? undefined : env["KUBECONFIG"];
  return { settings: { kubeconfigPath, dashboardUrl, listen: { host: env["HOST"] ?? "0.0.0.0", port } } };
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol);
}
