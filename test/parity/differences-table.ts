import { type CapabilityRow, capabilities } from '../../shared/config/capabilities.ts';
import { type Difference, differences } from './differences.ts';

/** A page that holds a table, and the page with that table made anew. */
export interface TablePage {
  /** From the root of the project. */
  readonly path: string;
  renewed(page: string): string;
}

/** Every page that tells what differs by runtime: one in full, one in short. */
export const tablePages: readonly TablePage[] = [
  {
    path: 'docs/runtimes.md',
    renewed: (page) =>
      between(page, 'differences: begin, written by scripts/runtime-table.ts', 'differences: end', full()),
  },
  { path: 'README.md', renewed: (page) => between(page, 'runtimes:begin', 'runtimes:end', short()) },
];

const rows: readonly (readonly [id: string, row: Difference])[] = Object.entries(differences);

function between(page: string, begin: string, end: string, text: string): string {
  const from = page.indexOf(`<!-- ${begin} -->`);
  const to = page.indexOf(`<!-- ${end} -->`);
  if (from < 0 || to < from) throw new Error(`the page has no marks "${begin}" and "${end}"`);
  return `${page.slice(0, from)}<!-- ${begin} -->\n\n${text}\n\n${page.slice(to)}`;
}

function full(): string {
  return [
    ...['## What clients and upstreams see', ''],
    ...['| Name | Where | What is different | Why |', '|---|---|---|---|'],
    ...rows.map(([id, { runtimes, what, why }]) => `| \`${id}\` | ${where(runtimes)} | ${what} | ${why} |`),
    ...['', '## Settings that are refused', '', '| Setting | Not on |', '|---|---|', ...settings()],
  ].join('\n');
}

function short(): string {
  const lines = rows.map(([, { runtimes, what }]) => `| ${what} | ${where(runtimes)} |`);
  return ['| What is different | Where |', '|---|---|', ...lines].join('\n');
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
