// Over 150 lines: the checks of one value form one ordered list, and each is short.
import type { FieldError } from "../errors.ts";
import {
  isEqual,
  isObject,
  listOrEmpty,
  objectOrEmpty,
  objectsOf,
  type JsonObject,
  type JsonValue,
  showValue,
} from "../objects.ts";
import { evaluateRules } from "./cel.ts";
import { isFormat } from "./formats.ts";

/** A place in the object: its path as messages show it. */
interface Place {
  readonly path: string;
  readonly errors: FieldError[];
}

/**
 * Judges a value by a structural schema. Values equal to what they replace are not judged again (ratcheting, as
 * Kubernetes does since 1.33), and transition rules run only where there is an old value.
 */
export function validateValue(schema: JsonObject, value: JsonValue, previous: JsonValue | undefined): FieldError[] {
  const errors: FieldError[] = [];
  validate(schema, value, previous, { path: "", errors });
  return errors;
}

function validate(schema: JsonObject, value: JsonValue, previous: JsonValue | undefined, place: Place): void {
  if (previous !== undefined && isEqual(value, previous)) return;
  if (value === null && schema["nullable"] === true) return;
  const typeError = checkType(schema, value, place.path);
  if (typeError !== undefined) {
    place.errors.push(typeError);
    return;
  }
  const before = place.errors.length;
  place.errors.push(...checkValue(schema, value, place.path));
  checkCombinations(schema, value, place);
  if (Array.isArray(value)) validateItems(schema, value, previous, place);
  else if (isObject(value)) validateMembers(schema, value, previous, place);
  if (place.errors.length === before) place.errors.push(...evaluateRules(schema, value, previous, place.path));
}

function typeOf(value: JsonValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function checkType(schema: JsonObject, value: JsonValue, path: string): FieldError | undefined {
  const expected = schema["type"];
  const actual = typeOf(value);
  if (schema["x-kubernetes-int-or-string"] === true) {
    if (actual === "integer" || actual === "string") return undefined;
    return typeError(path, "integer,string", actual);
  }
  if (expected === undefined || expected === actual || (expected === "number" && actual === "integer"))
    return undefined;
  return typeError(path, showValue(expected), actual);
}

function typeError(path: string, expected: string, actual: string): FieldError {
  const field = path === "" ? "<nil>" : path;
  return {
    reason: "FieldValueTypeInvalid",
    message: `Invalid value: "${actual}": ${field} in body must be of type ${expected}: "${actual}"`,
    field,
  };
}

function checkValue(schema: JsonObject, value: JsonValue, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const invalid = (message: string): void => {
    errors.push({
      reason: "FieldValueInvalid",
      message: `Invalid value: ${shown(value)}: ${path} in body ${message}`,
      field: path,
    });
  };
  checkEnum(schema, value, path, errors);
  if (typeof value === "string") checkText(schema, value, path, errors, invalid);
  if (typeof value === "number") checkNumber(schema, value, invalid);
  if (Array.isArray(value)) checkCount(schema, value.length, "Items", path, errors, invalid);
  if (isObject(value)) checkCount(schema, Object.keys(value).length, "Properties", path, errors, invalid);
  return errors;
}

function shown(value: JsonValue): string {
  return JSON.stringify(value);
}

function checkEnum(schema: JsonObject, value: JsonValue, path: string, errors: FieldError[]): void {
  const allowed = schema["enum"];
  if (!Array.isArray(allowed) || allowed.some((each) => isEqual(each, value))) return;
  const list = allowed.map((each) => shown(each)).join(", ");
  const message = `Unsupported value: ${shown(value)}: supported values: ${list}`;
  errors.push({ reason: "FieldValueNotSupported", message, field: path });
}

function checkText(
  schema: JsonObject,
  value: string,
  path: string,
  errors: FieldError[],
  invalid: (message: string) => void,
): void {
  const { minLength, maxLength, pattern, format } = schema;
  const length = [...value].length;
  if (typeof maxLength === "number" && length > maxLength) {
    const message = `Too long: may not be more than ${maxLength} bytes`;
    errors.push({ reason: "FieldValueTooLong", message, field: path });
  }
  if (typeof minLength === "number" && length < minLength) {
    invalid(`should be at least ${minLength} chars long`);
  }
  if (typeof pattern === "string" && !patternOf(pattern).test(value)) invalid(`should match '${pattern}'`);
  if (typeof format === "string" && !isFormat(format, value)) invalid(`must be of type ${format}: ${shown(value)}`);
}

const patterns = new Map<string, RegExp>();

function patternOf(source: string): RegExp {
  const known = patterns.get(source) ?? new RegExp(source, "u");
  patterns.set(source, known);
  return known;
}

function checkNumber(schema: JsonObject, value: number, invalid: (message: string) => void): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (typeof minimum === "number" && (exclusiveMinimum === true ? value <= minimum : value < minimum)) {
    invalid(`should be greater than ${exclusiveMinimum === true ? "" : "or equal to "}${minimum}`);
  }
  if (typeof maximum === "number" && (exclusiveMaximum === true ? value >= maximum : value > maximum)) {
    invalid(`should be less than ${exclusiveMaximum === true ? "" : "or equal to "}${maximum}`);
  }
  if (typeof multipleOf === "number" && value % multipleOf !== 0) invalid(`should be a multiple of ${multipleOf}`);
}

function checkCount(
  schema: JsonObject,
  count: number,
  noun: "Items" | "Properties",
  path: string,
  errors: FieldError[],
  invalid: (message: string) => void,
): void {
  const [minimum, maximum] = [schema[`min${noun}`], schema[`max${noun}`]];
  if (typeof maximum === "number" && count > maximum) {
    const message = `Too many: ${count}: must have at most ${maximum} items`;
    errors.push({ reason: "FieldValueTooMany", message, field: path });
  }
  if (typeof minimum === "number" && count < minimum) {
    invalid(`should have at least ${minimum} ${noun.toLowerCase()}`);
  }
}

function checkCombinations(schema: JsonObject, value: JsonValue, place: Place): void {
  const passes = (option: JsonObject): boolean => {
    const attempt: Place = { path: place.path, errors: [] };
    validate(option, value, undefined, attempt);
    return attempt.errors.length === 0;
  };
  const refuse = (message: string): void => {
    const full = `Invalid value: ${shown(value)}: ${place.path === "" ? "<nil>" : place.path} ${message}`;
    place.errors.push({ reason: "FieldValueInvalid", message: full, field: place.path });
  };
  for (const option of objectsOf(schema["allOf"])) validate(option, value, undefined, place);
  const anyOf = objectsOf(schema["anyOf"]);
  if (anyOf.length > 0 && !anyOf.some(passes)) refuse("must validate at least one schema (anyOf)");
  const oneOf = objectsOf(schema["oneOf"]);
  if (oneOf.length > 0 && oneOf.filter(passes).length !== 1) refuse("must validate one and only one schema (oneOf)");
  if (isObject(schema["not"]) && passes(schema["not"])) refuse("must not validate the schema (not)");
}

function validateMembers(schema: JsonObject, value: JsonObject, previous: JsonValue | undefined, place: Place): void {
  const properties = objectOrEmpty(schema["properties"]);
  for (const required of listOrEmpty(schema["required"])) {
    if (value[showValue(required)] !== undefined) continue;
    const field = joinPath(place.path, showValue(required));
    place.errors.push({ reason: "FieldValueRequired", message: "Required value", field });
  }
  const old = objectOrEmpty(previous);
  for (const [member, each] of Object.entries(value)) {
    if (each === undefined) continue;
    const declared = properties[member];
    const further = schema["additionalProperties"];
    const path = joinPath(place.path, member);
    if (isObject(declared)) validate(declared, each, old[member], { path, errors: place.errors });
    else if (isObject(further)) validate(further, each, old[member], { path, errors: place.errors });
  }
}

function validateItems(schema: JsonObject, items: JsonValue[], previous: JsonValue | undefined, place: Place): void {
  const itemSchema = schema["items"];
  const keys = listOrEmpty(schema["x-kubernetes-list-map-keys"]).map(String);
  const isKeyed = schema["x-kubernetes-list-type"] === "map";
  if (isKeyed || schema["x-kubernetes-list-type"] === "set") checkDuplicates(items, isKeyed ? keys : undefined, place);
  if (!isObject(itemSchema)) return;
  items.forEach((item, index) => {
    const old = isKeyed ? listOrEmpty(previous).find((each) => keyOf(each, keys) === keyOf(item, keys)) : undefined;
    validate(itemSchema, item, old, { path: `${place.path}[${index}]`, errors: place.errors });
  });
}

function keyOf(item: JsonValue, keys: readonly string[]): string {
  return JSON.stringify(isObject(item) ? keys.map((key) => item[key] ?? null) : item);
}

function checkDuplicates(items: JsonValue[], keys: readonly string[] | undefined, place: Place): void {
  const seen = new Set<string>();
  items.forEach((item, index) => {
    const key = keys === undefined ? JSON.stringify(item) : keyOf(item, keys);
    if (seen.has(key)) {
      const shownKey =
        keys !== undefined && isObject(item)
          ? JSON.stringify(Object.fromEntries(keys.map((each) => [each, item[each]])))
          : key;
      const field = `${place.path}[${index}]`;
      place.errors.push({ reason: "FieldValueDuplicate", message: `Duplicate value: ${shownKey}`, field });
    }
    seen.add(key);
  });
}

function joinPath(path: string, member: string): string {
  return path === "" ? member : `${path}.${member}`;
}
