import { defineSetting, type Setting, type SettingOptions, type ValueOf } from "./setting.ts";

/** A text as it is given. */
export function text<const Options extends SettingOptions<string>>(
  env: string,
  options: Options & {
    /** Says in words what `pattern` wants: `namespace/name of a Gateway`. */
    readonly expects?: string;
    readonly pattern?: RegExp;
  },
): Setting<ValueOf<string, Options>> {
  const { pattern, expects = "a text" } = options;
  const schema = { type: "string", ...(pattern && { pattern: pattern.source }) };
  const parse = (given: string) => (pattern === undefined || pattern.test(given) ? given : undefined);
  return defineSetting(env, { schema, expects, parse, placeholder: "" }, options);
}

/** A path of a file or folder. What is in it is read later: `readSecretFiles`. */
export function path<const Options extends SettingOptions<string>>(
  env: string,
  options: Options,
): Setting<ValueOf<string, Options>> {
  const kind = { schema: { type: "string" }, expects: "a path", parse: (given: string) => given, placeholder: "" };
  return defineSetting(env, kind, options);
}

/** A whole number within bounds. Say its unit, in the setting's name and in `unit`. */
export function integer<const Options extends SettingOptions<number>>(
  env: string,
  options: Options & {
    /** The least value. Default: 0. */
    readonly min?: number;
    /** The greatest value. Default: 2^53 − 1. */
    readonly max?: number;
  },
): Setting<ValueOf<number, Options>> {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = options;
  const range = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `from ${min} to ${max}`;
  const parse = (given: string) => {
    const value = /^-?\d{1,16}$/.test(given.trim()) ? Number(given) : NaN;
    return value >= min && value <= max ? value : undefined;
  };
  const schema = { type: "integer", minimum: min, maximum: max };
  return defineSetting(env, { schema, expects: `a whole number ${range}`, parse, placeholder: min }, options);
}

/** A port to listen on; 0 takes a free one. */
export function port<const Options extends SettingOptions<number>>(
  env: string,
  options: Options,
): Setting<ValueOf<number, Options>> {
  return integer(env, { ...options, max: 65_535 });
}

const switchWords: Readonly<Record<string, boolean>> = { on: true, true: true, off: false, false: false };

/** On or off. */
export function flag<const Options extends SettingOptions<boolean>>(
  env: string,
  options: Options,
): Setting<ValueOf<boolean, Options>> {
  const parse = (given: string) => switchWords[given];
  return defineSetting(env, { schema: { type: "boolean" }, expects: "on or off", parse, placeholder: false }, options);
}

/** One of a few words. */
export function choice<const Words extends readonly string[], const Options extends SettingOptions<Words[number]>>(
  env: string,
  words: Words,
  options: Options,
): Setting<ValueOf<Words[number], Options>> {
  const kind = {
    schema: { type: "string", enum: [...words] },
    expects: `one of ${words.join(", ")}`,
    parse: (given: string): Words[number] | undefined => words.find((word) => word === given),
    placeholder: words[0] as Words[number],
  };
  return defineSetting(env, kind, options);
}

/** A URL, as it is given. Default of `protocols`: https and http. */
export function url<const Options extends SettingOptions<string>>(
  env: string,
  options: Options & { readonly protocols?: readonly string[] },
): Setting<ValueOf<string, Options>> {
  const { protocols = ["https:", "http:"] } = options;
  const parse = (given: string) =>
    URL.canParse(given) && protocols.includes(new URL(given).protocol) ? given : undefined;
  const expects = `a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(" or ")}`;
  return defineSetting(env, { schema: { type: "string", format: "uri" }, expects, parse, placeholder: "" }, options);
}

/** Scheme, host and port where it is not the scheme's own; no path, no slash at the end. */
export function origin<const Options extends SettingOptions<string>>(
  env: string,
  options: Options,
): Setting<ValueOf<string, Options>> {
  const parse = (given: string) => (URL.canParse(given) && new URL(given).origin === given ? given : undefined);
  const expects = "an origin in small letters without a path, such as https://tochkarosta.online";
  return defineSetting(env, { schema: { type: "string", format: "uri" }, expects, parse, placeholder: "" }, options);
}
