import { isCidr } from "../net/cidr.ts";
import { defineSetting, type Setting, type SettingOptions, type ValueOf } from "./setting.ts";

/** Entries with commas between and nothing else: a space is an error, since `a, b` is more often a slip than meant. */
export function list<Entry, const Options extends SettingOptions<readonly Entry[]>>(
  env: string,
  entries: {
    /** In the plural, after "must be": `ports`. */
    readonly expects: string;
    readonly parse: (text: string) => Entry | undefined;
    /** JSON Schema of one entry. Default: a string. */
    readonly schema?: Readonly<Record<string, unknown>>;
  },
  options: Options,
): Setting<ValueOf<readonly Entry[], Options>> {
  const parse = (given: string): readonly Entry[] | undefined => {
    const values = given.split(",").map((entry) => entries.parse(entry));
    return values.includes(undefined) ? undefined : (values as readonly Entry[]);
  };
  const schema = { type: "array", items: entries.schema ?? { type: "string" } };
  const expects = `${entries.expects} with commas between`;
  return defineSetting(env, { schema, expects, parse, placeholder: [] as readonly Entry[] }, options);
}

/** Names of Kubernetes objects. */
export function names<const Options extends SettingOptions<readonly string[]>>(
  env: string,
  options: Options,
): Setting<ValueOf<readonly string[], Options>> {
  const parse = (name: string) => (/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name) ? name : undefined);
  return list(env, { expects: "names", parse }, options);
}

/** Ranges of addresses. */
export function cidrs<const Options extends SettingOptions<readonly string[]>>(
  env: string,
  options: Options,
): Setting<ValueOf<readonly string[], Options>> {
  const parse = (range: string) => (isCidr(range) ? range : undefined);
  return list(env, { expects: "ranges such as 10.0.0.0/8 or fd00::/8", parse }, options);
}

/** Ports that something listens on. */
export function ports<const Options extends SettingOptions<readonly number[]>>(
  env: string,
  options: Options,
): Setting<ValueOf<readonly number[], Options>> {
  const parse = (given: string) => {
    const value = /^\d{1,5}$/.test(given) ? Number(given) : 0;
    return value > 0 && value <= 65_535 ? value : undefined;
  };
  const schema = { type: "integer", minimum: 1, maximum: 65_535 };
  return list(env, { expects: "ports", parse, schema }, options);
}

/** A JSON object whose values are texts. */
export function texts<const Options extends SettingOptions<Readonly<Record<string, string>>>>(
  env: string,
  options: Options,
): Setting<ValueOf<Readonly<Record<string, string>>, Options>> {
  const parse = (given: string): Readonly<Record<string, string>> | undefined => {
    const value = parseJson(given);
    const isFit = isObject(value) && Object.values(value).every((entry) => typeof entry === "string");
    return isFit ? (value as Record<string, string>) : undefined;
  };
  const schema = { type: "object", additionalProperties: { type: "string" } };
  const expects = 'a JSON object of texts, such as {"pool":"tenants"}';
  return defineSetting(env, { schema, expects, parse, placeholder: {} }, options);
}

/** A JSON list of objects. */
export function objects<const Options extends SettingOptions<readonly object[]>>(
  env: string,
  options: Options,
): Setting<ValueOf<readonly object[], Options>> {
  const parse = (given: string): readonly object[] | undefined => {
    const value = parseJson(given);
    return Array.isArray(value) && value.every(isObject) ? value : undefined;
  };
  const schema = { type: "array", items: { type: "object" } };
  return defineSetting(env, { schema, expects: "a JSON list of objects", parse, placeholder: [] }, options);
}

function parseJson(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch {
    return undefined; // The caller says what it should have been.
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
