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
  url.searchParams.set('changed', String(statSync(path).mtimeMs));
  const program = (await import(url.href)) as { readonly default?: unknown };
  return { name: path, data: program.default };
}
