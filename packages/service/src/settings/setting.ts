import type { TUnsafe } from "typebox";

/** What a setting's text reads as, or what it should have been. */
export type SettingResult<T> = { readonly value: T } | { readonly problem: string };

/** What every setting says of itself. */
export interface SettingOptions<T> {
  /** One sentence for people: what the setting is for. */
  readonly meaning: string;
  /** Taken where the variable is not set; without it, and unless `isOptional`, the setting is required. */
  readonly default?: T;
  /** The setting may be left out and is undefined then. */
  readonly isOptional?: boolean;
  /** Its text is a password or holds one: no problem ever repeats it. */
  readonly isSecret?: boolean;
  /** `seconds`, `kopecks`: shown in the reference. */
  readonly unit?: string;
  /** What the reference shows where the default depends on other settings. */
  readonly defaultText?: string;
}

/** The type of a setting's value: undefined only where it may be left out. */
export type ValueOf<T, Options> = Options extends { readonly isOptional: true } ? T | undefined : T;

/** One environment variable: its typebox schema, and how its text is read. */
export interface Setting<T = unknown> {
  /** The variable's name. */
  readonly env: string;
  /** JSON Schema of the value with `description` and `default`; typebox checks it and gives the type. */
  readonly schema: TUnsafe<T>;
  readonly options: SettingOptions<unknown>;
  /** What to write, as it follows "must be": `a whole number from 0 to 65535`. */
  readonly expects: string;
  /** Reads a text that is not blank. */
  readonly read: (text: string) => SettingResult<T>;
  /** Stands in for a value that could not be read, so that what depends on several settings can still be checked. */
  readonly placeholder: T;
}

/** What makes one kind of setting: integers, addresses, lists. */
export interface SettingKind<T> {
  /** JSON Schema of the value. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly expects: string;
  /** Undefined when the text is not what it should be; a problem where more is to be said. */
  readonly parse: (text: string) => T | undefined;
  readonly placeholder: T;
}

/** Makes a setting of a kind; further kinds of a program's own are made by this too. */
export function defineSetting<T, const Options extends SettingOptions<T>>(
  env: string,
  kind: SettingKind<T>,
  options: Options,
): Setting<ValueOf<T, Options>> {
  const { meaning, isOptional = false, isSecret = false } = options;
  const fallback = options.default;
  const schema = {
    ...kind.schema,
    description: meaning,
    ...(fallback !== undefined && { default: fallback }),
    ...(isSecret && { writeOnly: true }),
  };
  const read = (text: string): SettingResult<T> => {
    const value = kind.parse(text);
    if (value !== undefined) return { value };
    return { problem: `must be ${kind.expects}${isSecret ? "" : `, not ${quote(text)}`}` };
  };
  return {
    env,
    schema: schema as unknown as TUnsafe<ValueOf<T, Options>>,
    options,
    expects: kind.expects,
    read: read,
    placeholder: (fallback ?? (isOptional ? undefined : kind.placeholder)) as ValueOf<T, Options>,
  };
}

const longestQuote = 60;

function quote(text: string): string {
  return JSON.stringify(text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text);
}
