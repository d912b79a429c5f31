import { path, readSettings, text, type Environment } from "@tochka-rosta/service/settings";
import type { TlsDefaults } from "@tochka-rosta/postgres/connection";
import { databaseSettings, kubeconfigSetting } from "../config/settings.ts";

const { databaseSslMode, databaseAuthorityFile } = databaseSettings;
const tlsSettings = { databaseSslMode, databaseAuthorityFile };

/** What `setup databases` works by. */
export const databasesSettings = {
  coreAdministratorFile: path("CORE_ADMIN_URL_FILE", {
    meaning:
      "A file with the URL of an administrator of the core's server; username and password may lie in its folder instead.",
  }),
  modulesAdministratorFile: path("MODULES_ADMIN_URL_FILE", {
    meaning: "The same of the server for modules' databases.",
  }),
  passwordsDirectory: path("PASSWORDS_DIR", { meaning: "The folder with the passwords core and provisioner." }),
  databaseServer: text("DATABASE_SERVER", {
    isOptional: true,
    expects: "host:port",
    meaning: "The server that the administrators' URLs must name, and where they log in without a URL.",
  }),
  ...tlsSettings,
};

/** What every other command of `setup` works by. */
export const clusterSettings = { kubeconfig: kubeconfigSetting };

/** Every setting of `setup`; the reference is made of it. */
export const settingsSchema = { ...databasesSettings, ...clusterSettings, ...databaseSettings };

/**
 * Reads how connections are protected whose URL does not say it.
 *
 * @throws SettingsError with every problem
 */
export function readTlsDefaults(env: Environment): TlsDefaults {
  const given = readSettings(tlsSettings, env);
  return { sslMode: given.databaseSslMode, authorityFile: given.databaseAuthorityFile };
}
