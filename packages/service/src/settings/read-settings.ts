import type { Setting } from "./setting.ts";

/** `process.env`, or a record like it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** All settings of a program by the names its code has for them. */
export type SettingsSchema = Readonly<Record<string, Setting>>;

/** The values of a program's settings. */
export type SettingsOf<Schema extends SettingsSchema> = {
  readonly [Name in keyof Schema]: Schema[Name] extends Setting<infer Value> ? Value : never;
};

/** Says what is wrong with a setting, by the name of its variable. */
export type ReportProblem = (env: string, problem: string) => void;

/** The settings cannot be used. The message has every problem on a line of its own and never the text of a secret. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  /** Each as `NAME: what is wrong, what to write (what it is for)`. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The settings cannot be used:\n  ${problems.join("\n  ")}`);
    this.problems = problems;
  }
}

/**
 * Reads a program's settings. Pure. A blank variable counts as one that is not set.
 *
 * @param finish checks settings against each other and derives what follows from several; it runs even when single settings have
 *   problems, with placeholders for these, so that everything is reported at once
 * @throws SettingsError with every problem
 *
 * @example
 * const schema = { port: port("PORT", { default: 8080, meaning: "The port to listen on." }) };
 * readSettings(schema, { PORT: "9090" }).port; // 9090
 */
export function readSettings<Schema extends SettingsSchema>(schema: Schema, env: Environment): SettingsOf<Schema>;
export function readSettings<Schema extends SettingsSchema, Result>(
  schema: Schema,
  env: Environment,
  finish: (values: SettingsOf<Schema>, report: ReportProblem) => Result,
): Result;
export function readSettings(
  schema: SettingsSchema,
  env: Environment,
  finish?: (values: never, report: ReportProblem) => unknown,
): unknown {
  const problems: string[] = [];
  const meanings = new Map(Object.values(schema).map((setting) => [setting.env, setting.options.meaning]));
  const report: ReportProblem = (name, problem) => {
    const meaning = meanings.get(name);
    problems.push(`${name}: ${problem}${meaning === undefined ? "" : ` (${meaning})`}`);
  };
  const entries = Object.entries(schema).map(([name, setting]) => [name, readSetting(setting, env, report)] as const);
  const values = Object.fromEntries(entries);
  const result = finish === undefined ? values : finish(values as never, report);
  if (problems.length > 0) throw new SettingsError(problems);
  return result;
}

function readSetting(setting: Setting, env: Environment, report: ReportProblem): unknown {
  const given = env[setting.env];
  if (given === undefined || given.trim() === "") {
    const { default: fallback, isOptional = false } = setting.options;
    if (fallback !== undefined || isOptional) return fallback;
    report(setting.env, `must be set: ${setting.expects}`);
    return setting.placeholder;
  }
  const result = setting.read(given);
  if ("value" in result) return result.value;
  report(setting.env, result.problem);
  return setting.placeholder;
}
