import type { DatabaseSync } from 'node:sqlite';
import type { Sql, SqlRow, SqlStatement, SqlValue } from '../../shared/ledger/sql/sql.ts';

/** What goes into a column of a file: bytes too. */
export type FileSqlValue = SqlValue | Uint8Array;

/** A statement of a file. */
export interface SqliteStatement extends SqlStatement {
  run(...values: readonly FileSqlValue[]): void;
  row(...values: readonly FileSqlValue[]): SqlRow | undefined;
  rows(...values: readonly FileSqlValue[]): readonly SqlRow[];
}

/** An SQLite file that is open. */
export interface SqliteDatabase extends Sql {
  prepare(query: string): SqliteStatement;
  exec(text: string): void;
  close(): void;
}

/**
 * Opens a file by the SQLite of the runtime: `bun:sqlite` on Bun, `node:sqlite` elsewhere. Neither is loaded before it
 * is asked for, because none of them is everywhere.
 */
export function openDatabase(path: string): SqliteDatabase {
  const database = new (databaseClass())(path);
  return {
    exec: (text) => database.exec(text),
    close: () => database.close(),
    prepare(query) {
      const statement = database.prepare(query);
      return {
        run: (...values) => void statement.run(...values),
        row: (...values) => statement.get(...values) ?? undefined,
        rows: (...values) => statement.all(...values),
      };
    },
  };
}

/** What the classes of both modules can do alike; where there is no row, one answers null, the other undefined. */
interface Database {
  exec(text: string): unknown;
  close(): void;
  prepare(query: string): {
    run(...values: readonly FileSqlValue[]): unknown;
    get(...values: readonly FileSqlValue[]): SqlRow | null | undefined;
    all(...values: readonly FileSqlValue[]): readonly SqlRow[];
  };
}

type DatabaseClass = new (path: string) => Database;

function databaseClass(): DatabaseClass {
  const ofBun = process.getBuiltinModule('bun:sqlite') as unknown as { readonly Database: DatabaseClass } | undefined;
  if (ofBun) return ofBun.Database;
  const { DatabaseSync: ofNode } = process.getBuiltinModule('node:sqlite') as { DatabaseSync: typeof DatabaseSync };
  return ofNode as unknown as DatabaseClass;
}
