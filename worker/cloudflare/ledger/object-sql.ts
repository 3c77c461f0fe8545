import type { Sql, SqlRow, SqlValue } from '../../../shared/ledger/sql/sql.ts';

/** What we use of the storage of a Durable Object. */
export interface ObjectStorage {
  readonly sql: {
    exec(query: string, ...values: SqlValue[]): { toArray(): Record<string, unknown>[] };
    readonly databaseSize: number;
  };
  transactionSync<T>(work: () => T): T;
}

/** The SQLite of a Durable Object. The platform keeps prepared statements by their text. */
export function objectSql({ sql }: Pick<ObjectStorage, 'sql'>): Sql {
  return {
    prepare(query) {
      const rows = (...values: SqlValue[]): readonly SqlRow[] => sql.exec(query, ...values).toArray();
      return { rows, row: (...values) => rows(...values)[0], run: (...values) => void rows(...values) };
    },
  };
}
