import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { configTypes } from './config-types.ts';

/** Writes the types of the library, with all that they name, into `folder`. */
export function writeDeclarations(root: string, entries: readonly string[], folder: string): void {
  const emitted = mkdtempSync(join(tmpdir(), 'sentinel-types-'));
  try {
    emit(root, emitted);
    const written = new Set<string>();
    for (const entry of entries) copy(entry, written, (path) => textOf(emitted, path), folder);
  } finally {
    rmSync(emitted, { recursive: true });
  }
}

function emit(root: string, folder: string): void {
  const args = ['-p', 'shared', '--noEmit', 'false', '--emitDeclarationOnly', '--declaration', '--outDir', folder];
  try {
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...args], { cwd: root });
  } catch {
    // The types of the schema are too long to be written, which `configTypes` does in the place of the compiler. All
    // others are there, or reading them fails; whether they are right is for `npm run typecheck`.
  }
}

function textOf(emitted: string, path: string): string {
  return path === 'config/config.d.ts' ? configTypes() : readFileSync(join(emitted, path), 'utf8');
}

const relativeImport = /(from |import\()(['"])(\.[^'"]+)\.ts\2/g;

/** Copies a file and what it imports; imports name the JavaScript, as everywhere in published declarations. */
function copy(path: string, written: Set<string>, read: (path: string) => string, folder: string): void {
  if (written.has(path)) return;
  written.add(path);
  const text = read(path);
  for (const [, , , target] of text.matchAll(relativeImport)) {
    copy(join(dirname(path), `${target}.d.ts`), written, read, folder);
  }
  const place = join(folder, path);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, text.replace(relativeImport, '$1$2$3.js$2'));
}
