/** How full a server is. */
export interface ServerLoad {
  readonly name: string;
  /** Databases of modules on it, retired ones included: they take their place too. */
  readonly databases: number;
  readonly softLimit: number;
  readonly hardLimit: number;
}

/**
 * The server for a new database: the least loaded below its soft limit; when all are above theirs, the least loaded below its
 * hard limit; undefined when every server is full. Between equals the name decides, so that the choice can be repeated.
 */
export function chooseServer(loads: readonly ServerLoad[]): string | undefined {
  const leastLoaded = (candidates: readonly ServerLoad[]) =>
    [...candidates].sort((a, b) => a.databases - b.databases || (a.name < b.name ? -1 : 1))[0]?.name;
  return (
    leastLoaded(loads.filter((load) => load.databases < load.softLimit)) ??
    leastLoaded(loads.filter((load) => load.databases < load.hardLimit))
  );
}
