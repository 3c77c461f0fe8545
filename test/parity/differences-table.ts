import { type Difference, differences } from './differences.ts';

const begin = '<!-- differences: begin, written by scripts/runtime-table.ts -->';
const end = '<!-- differences: end -->';

/** The page with the table between its marks made anew. */
export function differencesTable(page: string): string {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error('the page has no marks for the table of differences');
  return `${page.slice(0, from + begin.length)}\n\n${table()}\n${page.slice(to)}`;
}

function table(): string {
  const rows = Object.entries(differences satisfies Readonly<Record<string, Difference>>).map(
    ([id, { runtimes, what, why }]) => `| \`${id}\` | ${runtimes.join(', ')} | ${what} | ${why} |`,
  );
  return ['| Name | Where | What is different | Why |', '|---|---|---|---|', ...rows, ''].join('\n');
}
