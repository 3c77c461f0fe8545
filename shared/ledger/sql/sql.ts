/** What the SQLites of the runtimes have in common. */
export interface Sql {
  /** A statement to be kept and run often. */
  prepare(query: string): SqlStatement;
}

/** A statement and its ways to be run. */
export interface SqlStatement {
  run(...values: readonly SqlValue[]): void;
  /** The first row. */
  row(...values: readonly SqlValue[]): SqlRow | undefined;
  rows(...values: readonly SqlValue[]): readonly SqlRow[];
}

/** What goes into a column. */
export type SqlValue = string | number;

/** A row by the names of its columns. */
export type SqlRow = Readonly<Record<string, unknown>>;
