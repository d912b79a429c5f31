import { isObject, type JsonValue, showValue } from "../objects.ts";

type Step =
  | { readonly form: "member"; readonly name: string }
  | { readonly form: "index"; readonly index: number }
  | { readonly form: "every" }
  | { readonly form: "filter"; readonly path: readonly Step[]; readonly operator: string; readonly expected: string };

const FILTER = /^\?\(@(.+?)\s*(==|!=)\s*(?:"([^"]*)"|'([^']*)'|(\S+))\s*\)$/;

/** Compiles the JSON path subset of printer columns: members, indices, `*`, `['name']` and `[?(@.a=="b")]`. */
export function compileJsonPath(path: string): (root: JsonValue) => JsonValue[] {
  const steps = parseSteps(path);
  return (root) => evaluate(steps, root);
}

function parseSteps(path: string): Step[] {
  const steps: Step[] = [];
  const token = /\[((?:[^\][]|\[[^\]]*\])*)\]|\.?((?:\\.|[^.[\]\\])+)/g;
  for (const [, bracketed, member] of path.matchAll(token)) {
    if (bracketed !== undefined) steps.push(parseBracket(bracketed));
    else if (member === "*") steps.push({ form: "every" });
    else if (member !== undefined) steps.push({ form: "member", name: member.replace(/\\(.)/g, "$1") });
  }
  return steps;
}

function parseBracket(text: string): Step {
  if (text === "*") return { form: "every" };
  if (/^-?\d+$/.test(text)) return { form: "index", index: Number(text) };
  const filter = FILTER.exec(text);
  if (filter !== null) {
    const [, path = "", operator = "==", double, single, bare] = filter;
    return { form: "filter", path: parseSteps(path), operator, expected: double ?? single ?? bare ?? "" };
  }
  return { form: "member", name: text.replace(/^['"]|['"]$/g, "") };
}

function evaluate(steps: readonly Step[], root: JsonValue): JsonValue[] {
  let values: JsonValue[] = [root];
  for (const step of steps) values = values.flatMap((value) => follow(step, value));
  return values;
}

function follow(step: Step, value: JsonValue): JsonValue[] {
  if (step.form === "member") {
    const member = isObject(value) ? value[step.name] : undefined;
    return member === undefined ? [] : [member];
  }
  if (step.form === "every") {
    if (isObject(value)) return Object.values(value).filter((each) => each !== undefined);
    return Array.isArray(value) ? value : [];
  }
  if (!Array.isArray(value)) return [];
  if (step.form === "index") return value.slice(step.index).slice(0, 1);
  return value.filter((item) => {
    const isSame = evaluate(step.path, item).some((found) => showValue(found) === step.expected);
    return step.operator === "==" ? isSame : !isSame;
  });
}
