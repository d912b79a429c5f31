// What makes the platform's Secrets and databases: for the program `setup` in the core's image, the local platform and scripts.
export { prompt, promptHidden, readStandardInput } from "./prompt.ts";
export { coreRole, prepareCoreDatabase, prepareModuleServer, provisionerRole } from "./databases.ts";
export {
  deriveCoreDatabase,
  deriveDatabaseServers,
  ensureCoreSecrets,
  ensurePasswords,
  ensurePlatformKeys,
  secretNames,
  type PlatformPasswords,
} from "./platform-secrets.ts";
export { createSecretStore, readSecret, type SecretFiles, type SecretStore } from "./secret-store.ts";
