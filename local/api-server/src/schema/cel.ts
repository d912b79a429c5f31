import { Environment, type ParseResult } from "@marcbachmann/cel-js";
import type { FieldError } from "../errors.ts";
import { objectsOf, stringOr, type JsonObject, type JsonValue } from "../objects.ts";
import { toCelValue } from "./cel-values.ts";
import { registerKubernetesFunctions } from "./cel-functions.ts";

const environment = registerKubernetesFunctions(
  new Environment({ homogeneousAggregateLiterals: false, enableOptionalTypes: true })
    .registerVariable("self", "dyn")
    .registerVariable("oldSelf", "dyn"),
);

interface CompiledRule {
  readonly program: ParseResult | undefined;
  readonly compileError: string;
  readonly usesOldSelf: boolean;
}

const compiled = new Map<string, CompiledRule>();

function compile(rule: string): CompiledRule {
  const known = compiled.get(rule);
  if (known !== undefined) return known;
  const result = compileNow(rule);
  compiled.set(rule, result);
  return result;
}

function compileNow(rule: string): CompiledRule {
  const withoutTexts = rule.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  const usesOldSelf = /\boldSelf\b/.test(withoutTexts);
  try {
    return { program: environment.parse(rule), compileError: "", usesOldSelf };
  } catch (error) {
    return { program: undefined, compileError: error instanceof Error ? error.message : String(error), usesOldSelf };
  }
}

/** Why the rule cannot be used, or undefined. */
export function ruleProblem(rule: string): string | undefined {
  const { program, compileError } = compile(rule);
  return program === undefined ? compileError : undefined;
}

/** Evaluates a schema's `x-kubernetes-validations` on a value; rules on `oldSelf` need a previous one. */
export function evaluateRules(
  schema: JsonObject,
  value: JsonValue,
  previous: JsonValue | undefined,
  path: string,
): FieldError[] {
  const validations = objectsOf(schema["x-kubernetes-validations"]);
  if (validations.length === 0) return [];
  const errors: FieldError[] = [];
  const scope = {
    self: toCelValue(value, schema),
    ...(previous === undefined ? {} : { oldSelf: toCelValue(previous, schema) }),
  };
  for (const validation of validations) {
    const rule = stringOr(validation["rule"], "");
    if (compile(rule).usesOldSelf && previous === undefined) continue;
    const failure = failureOf(rule, validation, scope);
    if (failure !== undefined) errors.push(ruleError(validation, failure, value, path));
  }
  return errors;
}

function failureOf(rule: string, validation: JsonObject, scope: Record<string, unknown>): string | undefined {
  const { program, compileError } = compile(rule);
  if (program === undefined) return `rule compile error: ${compileError}`;
  try {
    return program(scope) === true ? undefined : messageOf(rule, validation, scope);
  } catch (error) {
    return `rule evaluation error: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function messageOf(rule: string, validation: JsonObject, scope: Record<string, unknown>): string {
  const fallback = stringOr(validation["message"], `failed rule: ${rule.trim()}`);
  const expression = validation["messageExpression"];
  if (typeof expression !== "string") return fallback;
  try {
    const message: unknown = compile(expression).program?.(scope);
    return typeof message === "string" && message.trim() !== "" ? message : fallback;
  } catch {
    // Kubernetes falls back to the fixed message when its expression fails.
    return fallback;
  }
}

/** The value is part of the message where it is a scalar; of objects and lists only the message is told. */
function ruleError(validation: JsonObject, message: string, value: JsonValue, path: string): FieldError {
  const reason = stringOr(validation["reason"], "FieldValueInvalid");
  const field = `${path}${stringOr(validation["fieldPath"], "")}`.replace(/^\./, "");
  const showsValue = typeof value !== "object" && (reason === "FieldValueInvalid" || reason === "FieldValueDuplicate");
  const prefix = REASON_PREFIX[reason] ?? "Invalid value";
  const full = showsValue ? `${prefix}: ${JSON.stringify(value)}: ${message}` : `${prefix}: ${message}`;
  return { reason, message: full, field: field === "" ? "<nil>" : field };
}

const REASON_PREFIX: Readonly<Record<string, string>> = {
  FieldValueInvalid: "Invalid value",
  FieldValueForbidden: "Forbidden",
  FieldValueRequired: "Required value",
  FieldValueDuplicate: "Duplicate value",
};
