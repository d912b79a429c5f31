/** The one reader of settings. No run-time dependencies: a module pays for it what its own text weighs. */
export { choice, flag, integer, origin, path, port, text, url } from "./kinds.ts";
export { cidrs, list, names, objects, ports, texts } from "./list-kinds.ts";
export {
  readSettings,
  SettingsError,
  type Environment,
  type ReportProblem,
  type SettingsOf,
  type SettingsSchema,
} from "./read-settings.ts";
export { renderSettingsReference, type ProgramSettings } from "./reference.ts";
export { readSecretFiles, type SecretFile, type SecretTexts } from "./secret-files.ts";
export { defineSetting, type Setting, type SettingKind, type SettingOptions } from "./setting.ts";
