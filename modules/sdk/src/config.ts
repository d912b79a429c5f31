import { join } from "node:path";

/** The program's settings, read once before anything listens. */
export interface ModuleConfig {
  /** Address to listen on. */
  readonly host: string;
  /** Port to listen on; 0 takes a free one. */
  readonly port: number;
  /** Folder of the Service Binding that names the module's own database. */
  readonly databaseBindingDirectory: string;
  /** The file that says which instance this is; the platform rewrites it while the module runs. */
  readonly instanceFile: string;
}

/** Every problem of the settings at once, so that one start tells all that must be corrected. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`settings cannot be used: ${problems.join("; ")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/**
 * Reads settings from an environment. Pure.
 * @throws ConfigError with every problem found
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ModuleConfig {
  const problems: string[] = [];
  const portText = env["PORT"] ?? "8080";
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : NaN;
  if (!(port <= 65_535)) problems.push(`PORT must be a number from 0 to 65535, not "${portText}"`);
  const requireDirectory = (name: string): string => {
    const value = env[name] ?? "";
    if (value === "") problems.push(`${name} must name a directory`);
    return value;
  };
  const bindingRoot = requireDirectory("SERVICE_BINDING_ROOT");
  const instanceDirectory = requireDirectory("INSTANCE_CONFIG_DIR");
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    host: env["HOST"] ?? "0.0.0.0",
    port,
    databaseBindingDirectory: join(bindingRoot, "database"),
    instanceFile: join(instanceDirectory, "instance.json"),
  };
}
