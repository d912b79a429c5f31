import { builtinColumns } from "../table/builtin-columns.ts";
import { BUILTIN_ROWS, type BuiltinRow } from "./builtin-table.ts";
import { builtinMergeType } from "./builtin-types.ts";
import { eventConversion } from "./event-conversion.ts";
import type { ResourceKind } from "../resource-kind.ts";
import { strategyOf } from "./strategies.ts";

/** The built-in kinds, each made from its row, its merge type, its columns and its strategy. */
export function buildBuiltinKinds(): ResourceKind[] {
  return BUILTIN_ROWS.map(buildKind);
}

/** `apps/v1` as group and version; the core group is empty. */
export function splitGroupVersion(groupVersion: string): { group: string; version: string } {
  const slash = groupVersion.indexOf("/");
  return slash < 0
    ? { group: "", version: groupVersion }
    : { group: groupVersion.slice(0, slash), version: groupVersion.slice(slash + 1) };
}

function buildKind(row: BuiltinRow): ResourceKind {
  const { group, version } = splitGroupVersion(row.groupVersion);
  const isNewEvent = row.groupVersion === "events.k8s.io/v1";
  return {
    group,
    version,
    apiVersion: row.groupVersion,
    resource: row.resource,
    kind: row.kind,
    listKind: `${row.kind}List`,
    singular: row.kind.toLowerCase(),
    shortNames: row.shortNames ?? [],
    categories: row.all === true ? ["all"] : [],
    namespaced: row.namespaced ?? true,
    hasStatus: row.status ?? false,
    hasGeneration: row.generation ?? false,
    scale: row.scale,
    subresources: row.subresources ?? [],
    collection: isNewEvent ? "/events" : `${group}/${row.resource}`,
    storageApiVersion: isNewEvent ? "v1" : row.groupVersion,
    schema: undefined,
    mergeType: builtinMergeType(row.groupVersion, row.kind),
    columns: builtinColumns(row.kind),
    strategy: strategyOf(row.groupVersion, row.kind),
    nameRule: row.nameRule ?? "subdomain",
    selectableFields: row.selectableFields ?? [],
    ...(isNewEvent ? { conversion: eventConversion } : {}),
  };
}
