import { isIP } from "node:net";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads settings one by one; what is wrong with them is collected, each problem as "NAME: what is wrong". */
export type Reader = ReturnType<typeof createReader>;

export function createReader(env: Environment, problems: string[]) {
  const report = (name: string, problem: string): void => void problems.push(`${name}: ${problem}`);
  const optional = (name: string): string | undefined => (env[name]?.trim() === "" ? undefined : env[name]);
  const text = (name: string, fallback?: string): string => {
    const value = env[name] ?? fallback;
    if (value === undefined || value.trim() === "") report(name, "must be set");
    return value ?? "";
  };
  const wholeNumber = (name: string, fallback: number, max = Number.MAX_SAFE_INTEGER): number => {
    const value = env[name] === undefined ? fallback : Number(env[name]);
    if (!Number.isInteger(value) || value < 0 || value > max) report(name, "must be a whole number");
    return value;
  };
  const port = (name: string, fallback: number): number => wholeNumber(name, fallback, 65_535);
  const list = (name: string, fallback: readonly string[], problem: string, isEntry: (entry: string) => boolean) => {
    const entries = optional(name)?.split(",") ?? fallback;
    if (!entries.every(isEntry)) report(name, `must hold ${problem}, with commas`);
    return entries;
  };
  return {
    /** Says what is wrong with a setting, or with settings together. */
    report,
    /** Undefined when it is not set; an empty text is none. */
    optional,
    text,
    wholeNumber,
    port,
    /** Names of Kubernetes objects, with commas. */
    names: (name: string, fallback: readonly string[]): readonly string[] =>
      list(name, fallback, "names of namespaces", (entry) => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(entry)),
    /** Ranges of addresses, with commas; none when it is not set. */
    cidrs: (name: string): readonly string[] => list(name, [], "ranges such as 10.0.0.0/8 or fd00::/8", isCidr),
    ports: (name: string, fallback: number): readonly number[] =>
      list(name, [String(fallback)], "ports", (entry) => /^\d+$/.test(entry) && isPort(Number(entry))).map(Number),
    oneOf<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
      const value = env[name] ?? fallback;
      const found = allowed.find((candidate) => candidate === value);
      if (found === undefined) report(name, `must be one of ${allowed.join(", ")}`);
      return found ?? fallback;
    },
    url(name: string): string {
      const value = text(name);
      if (value !== "" && !URL.canParse(value)) report(name, "must be an address such as https://example.com");
      return value;
    },
    ...createJsonReader(optional, report),
  };
}

function createJsonReader(
  optional: (name: string) => string | undefined,
  report: (name: string, problem: string) => void,
) {
  return {
    /** A JSON object of texts; an empty one when it is not set. */
    texts(name: string): Readonly<Record<string, string>> {
      const value = parseJson(optional(name) ?? "{}");
      if (isObject(value) && Object.values(value).every((entry) => typeof entry === "string")) {
        return value as Record<string, string>;
      }
      report(name, 'must be a JSON object of texts, such as {"pool":"tenants"}');
      return {};
    },
    /** A JSON list of objects; none when it is not set. */
    objects(name: string): readonly object[] {
      const value = parseJson(optional(name) ?? "[]");
      if (Array.isArray(value) && value.every(isObject)) return value;
      report(name, "must be a JSON list of objects");
      return [];
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Whoever asked says what it should have been.
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPort(value: number): boolean {
  return value > 0 && value <= 65_535;
}

function isCidr(text: string): boolean {
  const [address = "", length = "", ...rest] = text.split("/");
  const version = isIP(address);
  return rest.length === 0 && version !== 0 && /^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128);
}
