/** One step of a schema, written once and never changed after release. */
export interface Migration {
  /** Sorts in order of application, such as `0001-catalogue`. */
  readonly id: string;
  readonly sql: string;
}

/** The migrations of one owner, in a database that may have several. */
export interface MigrationScope {
  /** Whose migrations these are, so that those of SDK and module never collide. */
  readonly scope: string;
  readonly migrations: readonly Migration[];
}

/** Runs a statement, or several without values. */
export type RunQuery = (text: string, values?: readonly unknown[]) => Promise<readonly object[]>;

/** Runs `work` in one transaction on one connection: committed when it resolves, rolled back when it rejects. */
export type RunTransaction = <Result>(work: (query: RunQuery) => Promise<Result>) => Promise<Result>;
