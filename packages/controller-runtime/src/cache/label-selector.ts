type Labels = Readonly<Record<string, string>>;

/**
 * Whether labels match a selector in kubectl's notation: `a=b,c!=d,e in (f,g),h notin (i),j,!k`. Empty matches all.
 *
 * @example
 * matchesLabelSelector("app=greeting,tier!=test", { app: "greeting" }); // true
 */
export function matchesLabelSelector(selector: string | undefined, labels: Labels | undefined): boolean {
  const requirements = selector?.match(/[^,(]+(\([^)]*\))?/g) ?? [];
  return requirements.every((requirement) => matchesRequirement(requirement.trim(), labels ?? {}));
}

function matchesRequirement(requirement: string, labels: Labels): boolean {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(requirement);
  if (set !== null) {
    const [, name = "", operator, values = ""] = set;
    const value = labels[name];
    const isIn = value !== undefined && values.split(",").some((candidate) => candidate.trim() === value);
    return operator === "in" ? isIn : !isIn;
  }
  const [, name = "", operator, value = ""] = /^!?([^=!\s]+)\s*(==|!=|=)?\s*(.*)$/.exec(requirement) ?? [];
  if (operator === undefined) return name in labels !== requirement.startsWith("!");
  return operator === "!=" ? labels[name] !== value : labels[name] === value;
}
