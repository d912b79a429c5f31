/** A selector of a PromQL expression: a metric and the labels that it is narrowed by. */
export interface Selector {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** The selectors of an expression, as far as each has braces, which every one of ours has. */
export function listSelectors(expression: string): readonly Selector[] {
  return [...expression.matchAll(/([a-zA-Z_:][a-zA-Z0-9_:]*)\{([^}]*)\}/g)].map(([, metric = "", matchers = ""]) => ({
    metric,
    labels: [...matchers.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)\s*(?:=~|!~|!=|=)/g)].map(([, label = ""]) => label),
  }));
}

/** What a program exposes: each series' name with the names of its labels; none for a metric that has no series yet. */
export function listSeries(exposition: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const line of exposition.split("\n")) {
    const [, declared, type] = /^# TYPE (\S+) (\S+)/.exec(line) ?? [];
    const suffixes = type === "histogram" ? ["_bucket", "_sum", "_count"] : [""];
    if (declared) for (const suffix of suffixes) found.set(`${declared}${suffix}`, new Set());
    const [, name, labels = ""] = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? /.exec(line) ?? [];
    if (!name) continue;
    const known = found.get(name) ?? new Set();
    for (const [, label = ""] of labels.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)="/g)) known.add(label);
    found.set(name, known);
  }
  return found;
}
