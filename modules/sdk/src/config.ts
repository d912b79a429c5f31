import { join } from "node:path";
import { logLevels } from "@tochka-rosta/service/log-options";
import { choice, path, port, readSettings, text, type Environment } from "@tochka-rosta/service/settings";

/** Every setting of a module; the reference is made of it. */
export const settingsSchema = {
  host: text("HOST", { default: "0.0.0.0", meaning: "The address to listen on." }),
  port: port("PORT", { default: 8080, meaning: "The port to listen on; 0 takes a free one." }),
  logLevel: choice("LOG_LEVEL", logLevels, { default: "info", meaning: "The least level that is logged." }),
  bindingRoot: path("SERVICE_BINDING_ROOT", {
    meaning: "The folder of Service Bindings, of which `database` names the module's own database.",
  }),
  instanceDirectory: path("INSTANCE_CONFIG_DIR", {
    meaning:
      "The folder with instance.json, which says which instance this is; the platform rewrites it while the module runs.",
  }),
};

/** The program's settings, read once before anything listens. */
export interface ModuleConfig {
  /** Address to listen on. */
  readonly host: string;
  /** Port to listen on; 0 takes a free one. */
  readonly port: number;
  readonly logLevel: (typeof logLevels)[number];
  /** Folder of the Service Binding that names the module's own database. */
  readonly databaseBindingDirectory: string;
  /** The file that says which instance this is; the platform rewrites it while the module runs. */
  readonly instanceFile: string;
}

/**
 * Reads settings from an environment. Pure.
 *
 * @throws SettingsError with every problem
 */
export function readConfig(env: Environment): ModuleConfig {
  const { host, port: listenPort, logLevel, bindingRoot, instanceDirectory } = readSettings(settingsSchema, env);
  return {
    host,
    port: listenPort,
    logLevel,
    databaseBindingDirectory: join(bindingRoot, "database"),
    instanceFile: join(instanceDirectory, "instance.json"),
  };
}
