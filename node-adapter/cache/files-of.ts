/** The names of the files in rows, without those that have none. */
export function filesOf(rows: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return rows.map((row) => String(row['file'] ?? '')).filter((file) => file !== '');
}
