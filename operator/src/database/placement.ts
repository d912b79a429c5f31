import type { ServerLoad } from "./load.ts";

/** Where a new database goes, or why nowhere. */
export type Placement =
  | { readonly server: string }
  /** Every server holds as many databases as it may. */
  | { readonly refusal: "full" }
  /** Those that hold fewer are near their limit of connections. */
  | { readonly refusal: "connections" };

/**
 * The server for a new database: the least loaded below its soft limit; when all are above theirs, the least loaded below its
 * hard limit. One near its limit of connections is not chosen: a site that cannot connect is no site. Between equals the name
 * decides, so that the choice can be repeated.
 */
export function chooseServer(loads: readonly ServerLoad[]): Placement {
  const open = loads.filter((load) => load.databases < load.hardLimit);
  if (open.length === 0) return { refusal: "full" };
  const connectable = open.filter((load) => load.connections < load.connectionsLimit);
  const server = leastLoaded(connectable.filter((load) => load.databases < load.softLimit)) ?? leastLoaded(connectable);
  return server === undefined ? { refusal: "connections" } : { server };
}

function leastLoaded(candidates: readonly ServerLoad[]): string | undefined {
  return [...candidates].sort((a, b) => a.databases - b.databases || (a.name < b.name ? -1 : 1))[0]?.name;
}
