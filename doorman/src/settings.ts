import { logLevels } from "@tochka-rosta/service/log-options";
import { choice, path, port, readSettings, text, url, type Environment } from "@tochka-rosta/service/settings";

/** Every setting of the doorman; the reference is made of it. */
export const settingsSchema = {
  host: text("HOST", { default: "0.0.0.0", meaning: "The address to listen on." }),
  port: port("PORT", { default: 8080, meaning: "The port to listen on; 0 takes a free one." }),
  logLevel: choice("LOG_LEVEL", logLevels, { default: "info", meaning: "The least level that is logged." }),
  kubeconfigPath: path("KUBECONFIG", {
    isOptional: true,
    meaning: "How to reach the cluster; a pod uses its service account.",
  }),
  dashboardUrl: url("DASHBOARD_URL", { meaning: "Where owners switch their sites on and off." }),
};

/** What the doorman runs by. */
export type Settings = ReturnType<typeof readConfig>;

/**
 * Reads the environment. Pure.
 *
 * @throws SettingsError with every problem
 */
export function readConfig(env: Environment) {
  return readSettings(settingsSchema, env);
}
