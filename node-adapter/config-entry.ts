import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Entry } from '../shared/config/gather.ts';

/**
 * What a configuration is read from: a program's default export where the file is a program (`defineConfig`), else
 * the file itself. Rejects with what the program throws.
 */
export async function configEntry(path: string): Promise<Entry> {
  if (!/\.[cm]?[jt]s$/.test(path)) return path;
  const url = pathToFileURL(resolve(path));
  // A changed file is another module, so that a reload sees the change.
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw new Error('cannot be read: there is no such file');
  url.searchParams.set('changed', String(stats.mtimeMs));
  const program = (await import(url.href)) as { readonly default?: unknown };
  if (program.default === undefined) {
    throw new Error('it exports no configuration; write export default defineConfig({ ... })');
  }
  return { name: path, data: program.default };
}
