import { badRequest, StatusError } from "../errors.ts";
import { clone, isEqual, isObject, objectsOf, stringOr, type JsonObject, type JsonValue } from "../objects.ts";

/** RFC 6902. Throws 422 when an operation cannot be carried out or a `test` fails, 400 when the patch is none. */
export function applyJsonPatch(target: JsonValue, patch: JsonValue): JsonValue {
  if (!Array.isArray(patch)) throw badRequest("a JSON patch must be a list of operations");
  const holder: JsonObject = { root: clone(target) };
  for (const operation of objectsOf(patch)) applyOperation(holder, operation);
  return holder["root"] ?? null;
}

function applyOperation(holder: JsonObject, operation: JsonObject): void {
  const path = parsePointer(operation["path"]);
  switch (operation["op"]) {
    case "add":
      return add(holder, path, clone(operation["value"] ?? null));
    case "remove":
      remove(holder, path);
      return;
    case "replace":
      read(holder, path);
      return replace(holder, path, clone(operation["value"] ?? null));
    case "move":
      return add(holder, path, remove(holder, parsePointer(operation["from"])));
    case "copy":
      return add(holder, path, clone(read(holder, parsePointer(operation["from"]))));
    case "test":
      if (!isEqual(find(holder, path) ?? null, operation["value"] ?? null)) {
        throw refused(`testing value ${stringOr(operation["path"], "")} failed: test failed`);
      }
      return;
    default:
      throw badRequest(`unexpected kind of JSON patch operation: ${stringOr(operation["op"], "unknown")}`);
  }
}

function refused(message: string): StatusError {
  return new StatusError(422, "Invalid", `the server rejected our request due to an error in our request: ${message}`);
}

function parsePointer(pointer: unknown): string[] {
  if (typeof pointer !== "string" || (pointer !== "" && !pointer.startsWith("/"))) {
    throw badRequest(`a JSON pointer must be empty or start with "/": ${JSON.stringify(pointer)}`);
  }
  const parts = pointer.split("/").slice(1);
  return ["root", ...parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))];
}

function find(holder: JsonValue, path: readonly string[]): JsonValue | undefined {
  let current: JsonValue | undefined = holder;
  for (const part of path) {
    if (Array.isArray(current)) current = /^\d+$/.test(part) ? current[Number(part)] : undefined;
    else current = isObject(current) ? current[part] : undefined;
  }
  return current;
}

function read(holder: JsonValue, path: readonly string[]): JsonValue {
  const found = find(holder, path);
  if (found === undefined) throw refused(`missing path: "${pointerOf(path)}": missing value`);
  return found;
}

function pointerOf(path: readonly string[]): string {
  return path
    .slice(1)
    .map((part) => `/${part}`)
    .join("");
}

/** The container of the path's last part. */
function parentOf(holder: JsonObject, path: readonly string[]): { parent: JsonObject | JsonValue[]; last: string } {
  const parent = find(holder, path.slice(0, -1));
  if (!isObject(parent) && !Array.isArray(parent)) {
    throw refused(`add operation does not apply: doc is missing path: "${pointerOf(path)}": missing value`);
  }
  return { parent, last: path.at(-1) ?? "" };
}

function indexIn(list: JsonValue[], part: string, limit: number): number {
  const index = part === "-" ? list.length : Number(part);
  if (!Number.isInteger(index) || index < 0 || index > limit) throw refused(`invalid index referenced: ${part}`);
  return index;
}

function add(holder: JsonObject, path: readonly string[], value: JsonValue): void {
  const { parent, last } = parentOf(holder, path);
  if (Array.isArray(parent)) parent.splice(indexIn(parent, last, parent.length), 0, value);
  else parent[last] = value;
}

function replace(holder: JsonObject, path: readonly string[], value: JsonValue): void {
  const { parent, last } = parentOf(holder, path);
  if (Array.isArray(parent)) parent[indexIn(parent, last, parent.length - 1)] = value;
  else parent[last] = value;
}

function remove(holder: JsonObject, path: readonly string[]): JsonValue {
  const removed = read(holder, path);
  const { parent, last } = parentOf(holder, path);
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
  return removed;
}
