import { badRequest } from "../errors.ts";

export type LabelMatch = (labels: Readonly<Record<string, string>> | undefined) => boolean;

const SET_REQUIREMENT = /^([^\s!=,()]+)\s+(in|notin)\s+\(([^)]*)\)$/;
const EQUALITY = /^([^\s!=,()]+)\s*(==|=|!=)\s*([^\s!=,()]*)$/;
const EXISTENCE = /^(!?)\s*([^\s!=,()]+)$/;

/** Compiles a label selector such as `app=shop,tier in (a, b),!old`. Throws 400 when it cannot be read. */
export function parseLabelSelector(text: string): LabelMatch | undefined {
  if (text.trim() === "") return undefined;
  const requirements = splitRequirements(text).map((part) => parseRequirement(part.trim()));
  return (labels) => requirements.every((requirement) => requirement(labels));
}

/** Splits at commas that are not inside parentheses. */
function splitRequirements(text: string): string[] {
  return text.split(/,(?![^(]*\))/);
}

function parseRequirement(text: string): LabelMatch {
  const set = SET_REQUIREMENT.exec(text);
  if (set !== null) {
    const [, key = "", operator, list = ""] = set;
    const values = new Set(list.split(",").map((value) => value.trim()));
    if (operator === "in") return (labels) => labels?.[key] !== undefined && values.has(labels[key]);
    return (labels) => labels?.[key] === undefined || !values.has(labels[key]);
  }
  const equality = EQUALITY.exec(text);
  if (equality !== null) {
    const [, key = "", operator, value] = equality;
    return operator === "!=" ? (labels) => labels?.[key] !== value : (labels) => labels?.[key] === value;
  }
  const existence = EXISTENCE.exec(text);
  if (existence === null) throw badRequest(`unable to parse requirement: ${JSON.stringify(text)}`);
  const [, negation, key = ""] = existence;
  return negation === "!" ? (labels) => labels?.[key] === undefined : (labels) => labels?.[key] !== undefined;
}
