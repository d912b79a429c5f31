/** One SQL statement that changes something, with the reason that the golden file shows. */
export interface Statement {
  readonly text: string;
  readonly reason: string;
}

/** Something that answers SQL questions. */
export interface Queryable {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** One connection, for statements that must share it. */
export interface Session extends Queryable {
  /** Runs a statement that changes something, and tells it to whoever counts them. */
  run(statement: Statement): Promise<void>;
}
