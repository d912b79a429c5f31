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
  return {
    /** Says what is wrong with a setting, or with settings together. */
    report,
    /** Undefined when it is not set; an empty text is none. */
    optional,
    text,
    wholeNumber,
    port,
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
  };
}
