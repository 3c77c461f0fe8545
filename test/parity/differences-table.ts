import { type CapabilityRow, capabilities } from '../../shared/config/capabilities.ts';
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
  const seen = Object.entries(differences satisfies Readonly<Record<string, Difference>>).map(
    ([id, { runtimes, what, why }]) => `| \`${id}\` | ${where(runtimes)} | ${what} | ${why} |`,
  );
  return [
    ...[
      '## What clients and upstreams see',
      '',
      '| Name | Where | What is different | Why |',
      '|---|---|---|---|',
      ...seen,
    ],
    ...['', '## Settings that are refused', '', '| Setting | Not on |', '|---|---|', ...settings(), ''],
  ].join('\n');
}

function settings(): string[] {
  const rows: readonly CapabilityRow[] = Object.values(capabilities);
  return rows.map(({ title, lacking }) => {
    const where = Object.entries(lacking).map(([runtime, reason]) => `${runtime}: ${reason}`);
    return `| ${title} | ${where.join('; ')} |`;
  });
}

const names: Readonly<Partial<Record<string, string>>> = { 'workerd-fetch': 'workerd by fetch' };

function where(subjects: readonly string[]): string {
  return subjects.map((name) => names[name] ?? name).join(', ');
}
