import type { ApiContext } from "../context.ts";
import { badRequest, expired, tooLargeResourceVersion } from "../errors.ts";
import type { ResourceKind } from "../resource-kind.ts";
import { parseFieldSelector, selectedName, type FieldMatch } from "../selectors/field-selector.ts";
import { parseLabelSelector, type LabelMatch } from "../selectors/label-selector.ts";
import type { Collection, Entry } from "../storage/collection.ts";

/** Which objects of a resource are meant. */
export interface Selection {
  /** Undefined for all namespaces. */
  readonly namespace: string | undefined;
  readonly labels: LabelMatch | undefined;
  readonly fields: FieldMatch | undefined;
  /** The only name that can match, when the selector names one. */
  readonly name: string | undefined;
}

/** A page of a list. */
export interface Page {
  readonly entries: readonly Entry[];
  readonly resourceVersion: number;
  readonly continueToken: string | undefined;
  readonly remaining: number | undefined;
}

interface ContinueToken {
  readonly revision: number;
  readonly after: readonly [namespace: string, name: string];
}

export function parseSelection(kind: ResourceKind, namespace: string | undefined, query: URLSearchParams): Selection {
  const fieldSelector = query.get("fieldSelector") ?? "";
  return {
    namespace,
    labels: parseLabelSelector(query.get("labelSelector") ?? ""),
    fields: parseFieldSelector(fieldSelector, kind),
    name: selectedName(fieldSelector),
  };
}

export function isSelected(selection: Selection, entry: Entry): boolean {
  if (selection.namespace !== undefined && entry.namespace !== selection.namespace) return false;
  if (selection.name !== undefined && entry.name !== selection.name) return false;
  if (selection.labels?.(entry.object.metadata.labels) === false) return false;
  return selection.fields?.(entry.object) !== false;
}

/** Every entry that is selected, in the order of lists. */
export function* selectedEntries(collection: Collection, selection: Selection): Generator<Entry> {
  for (const entry of collection.entries(selection.namespace)) {
    if (isSelected(selection, entry)) yield entry;
  }
}

/**
 * A list or a page of one. The server keeps no old states: an exact old version is served only while nothing has
 * changed since, and later pages show the present under the version of the first one. Throws 400, 410 or 504.
 */
export function listPage(context: ApiContext, kind: ResourceKind, selection: Selection, query: URLSearchParams): Page {
  const collection = context.store.collection(kind.collection);
  const token = parseToken(query.get("continue"));
  if (token === undefined) assertVersion(context, collection, query);
  else if (token.revision < collection.historyStart) {
    throw expired("The provided continue parameter is too old to display a consistent list result.");
  }
  const limit = Number(query.get("limit") ?? 0);
  const all = [...selectedEntries(collection, selection)];
  const rest = token === undefined ? all : all.filter((entry) => isAfter(entry, token.after));
  const resourceVersion = token?.revision ?? context.store.revision;
  const entries = limit > 0 ? rest.slice(0, limit) : rest;
  const last = entries.at(-1);
  const remaining = rest.length - entries.length;
  if (remaining === 0 || last === undefined) {
    return { entries, resourceVersion, continueToken: undefined, remaining: undefined };
  }
  const next: ContinueToken = { revision: resourceVersion, after: [last.namespace, last.name] };
  const continueToken = Buffer.from(JSON.stringify(next)).toString("base64url");
  return { entries, resourceVersion, continueToken, remaining };
}

function isAfter(entry: Entry, [namespace, name]: readonly [string, string]): boolean {
  return entry.namespace === namespace ? entry.name > name : entry.namespace > namespace;
}

function parseToken(text: string | null): ContinueToken | undefined {
  if (text === null || text === "") return undefined;
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString()) as ContinueToken;
  } catch {
    throw badRequest("continue key is not valid");
  }
}

/** A resource version of a request as a number; undefined when none was given. */
export function parseRevision(text: string | null): number | undefined {
  if (text === null || text === "") return undefined;
  if (!/^\d+$/.test(text)) throw badRequest(`Invalid value: "${text}": resourceVersion: invalid`);
  return Number(text);
}

function assertVersion(context: ApiContext, collection: Collection, query: URLSearchParams): void {
  const revision = parseRevision(query.get("resourceVersion"));
  if (revision === undefined || revision === 0) return;
  if (revision > context.store.revision) throw tooLargeResourceVersion(revision, context.store.revision);
  const wantsExactly = query.get("resourceVersionMatch") === "Exact";
  const isUnchanged = revision >= collection.lastRevision && revision >= collection.historyStart;
  if (wantsExactly && !isUnchanged) throw expired(`The resourceVersion for the provided list is too old: ${revision}`);
}
