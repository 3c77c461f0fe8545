import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Entry } from '../shared/config/gather.ts';

/**
 * What a configuration is read from: a program's default export where the file is a program (`defineConfig`), else
 * the file itself. Rejects with a message for people when the program cannot be run.
 */
export async function configEntry(path: string): Promise<Entry> {
  if (!/\.[cm]?[jt]s$/.test(path)) return path;
  const url = pathToFileURL(resolve(path));
  // A changed file is another module, so that a reload sees the change.
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw new Error(`${path}: cannot be read: there is no such file`);
  if (stats.isDirectory()) throw new Error(`${path}: cannot be read: it is a folder`);
  url.searchParams.set('changed', String(stats.mtimeMs));
  const { default: data } = await ran(url.href, path);
  if (data === undefined) {
    throw new Error(`${path}: it exports no configuration; write export default defineConfig({ ... })`);
  }
  const isFunction = typeof data === 'function';
  if (isFunction || data instanceof Promise) {
    const found = isFunction ? 'a function' : 'a promise';
    throw new Error(`${path}: it exports ${found}; export what comes of it: export default defineConfig({ ... })`);
  }
  return { name: path, data };
}

async function ran(href: string, path: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(href)) as { readonly default?: unknown };
  } catch (error) {
    if (!(error instanceof Error)) throw new Error(`${path}: it throws ${String(error)}`, { cause: error });
    throw new Error(`${path}${placeIn(error.stack ?? '', path)}: ${error.message}`, { cause: error });
  }
}

/** `:line:column` of the file in a stack trace, as far as that tells. */
function placeIn(stack: string, path: string): string {
  const at = stack.indexOf(resolve(path));
  if (at < 0) return '';
  return /^[^:\s]*((?::\d+){1,2})/.exec(stack.slice(at + resolve(path).length))?.[1] ?? '';
}
