/** What the dashboard is told by its environment. */
export interface Settings {
  /** Where core answers this server, e.g. `http://127.0.0.1:18000`. */
  coreUrl: string;
  /** Origin that browsers see, shared with core, e.g. `http://localhost:3000`. */
  publicOrigin: string;
  /** Source of the content security policy that covers every tenant's site, for the hand-over form. */
  siteOrigins: string;
  /** Under `next dev`, which needs a looser content security policy. */
  isDevelopment: boolean;
}

/**
 * Settings from environment variables: `CORE_URL`, `PUBLIC_ORIGIN` and, when tenants' sites do not lie below the public
 * host, `SITE_ORIGINS` (e.g. `https://*.example.site`).
 * @throws Error that names every setting that is missing or is no URL.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const problems = ["CORE_URL", "PUBLIC_ORIGIN"].filter((name) => !URL.canParse(env[name] ?? ""));
  if (problems.length > 0) throw new Error(`These settings must be URLs: ${problems.join(", ")}.`);
  const publicOrigin = new URL(env["PUBLIC_ORIGIN"] ?? "");
  return {
    coreUrl: new URL(env["CORE_URL"] ?? "").origin,
    publicOrigin: publicOrigin.origin,
    siteOrigins: env["SITE_ORIGINS"] ?? `${publicOrigin.protocol}//*.${publicOrigin.host}`,
    isDevelopment: env["NODE_ENV"] === "development",
  };
}

let current: Settings | undefined;

/** The settings of this process; instrumentation.ts reads them at start, so that a fault shows before anything listens. */
export function settings(): Settings {
  // Next has no main.ts of ours: requests and proxy begin in modules of their own, and this is the one place for both.
  // eslint-disable-next-line no-restricted-properties
  current ??= readSettings(process.env);
  return current;
}
