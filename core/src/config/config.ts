import { readSettings, type Environment, type ReportProblem, type SettingsOf } from "@tochka-rosta/service/settings";
import { settingsSchema } from "./settings.ts";

/** Everything that may differ between two installations of the core. Secrets are named by file, not held. */
export type Config = SettingsOf<typeof settingsSchema>;

/**
 * Reads the configuration from environment variables. Pure.
 *
 * @throws SettingsError with every problem
 */
export function readConfig(env: Environment): Config {
  return readSettings(settingsSchema, env, (config, report) => {
    reportContradictions(config, report);
    // Words of 0.2.0 that say nothing any more were read as nothing.
    return { ...config, trustedProxies: config.trustedProxies.filter((proxy) => proxy !== "") };
  });
}

function reportContradictions(config: Config, report: ReportProblem): void {
  if (config.databaseUrl === undefined && config.databaseUrlFile === undefined) {
    report("DATABASE_URL_FILE", "must be set, or DATABASE_URL");
  }
  if (config.codeProvider === "terminal" && config.environment === "production") {
    report("CODE_PROVIDER", "terminal writes codes into the log, so it is refused in production: use webhook");
  }
  if ((config.egressUrl === undefined) !== (config.egressTokenFile === undefined)) {
    report("EGRESS_TOKEN_FILE", "must be set together with EGRESS_URL, or neither of them");
  }
  if (config.codeProvider === "webhook") {
    if (config.codeWebhookUrl === undefined) report("CODE_WEBHOOK_URL", "must be set for CODE_PROVIDER=webhook");
    if (config.codeWebhookSecretFile === undefined) {
      report("CODE_WEBHOOK_SECRET_FILE", "must be set for CODE_PROVIDER=webhook");
    }
  }
}
