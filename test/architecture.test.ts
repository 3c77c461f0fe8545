import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What each folder may import beside itself. The order is that of docs/architecture.md: from the ground up. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'shared/errors': [],
  'shared/http': shared('errors'),
  'shared/platform': shared('errors http'),
  'shared/ledger': shared('errors http platform'),
  'shared/engine': shared('errors http platform ledger'),
  'shared/keys': shared('errors http platform ledger engine'),
  'shared/admin': shared('errors platform keys cache'),
  'shared/cache': shared('errors http platform engine'),
  'shared/http1': shared('errors http platform'),
  'shared/routing': shared('errors http platform engine'),
  'shared/telemetry': shared('errors http platform engine'),
  'shared/upstream': shared('errors http platform engine'),
  'shared/ai': shared('errors http platform ledger engine keys routing upstream'),
  'shared/filters': shared('errors http platform ledger engine keys routing upstream'),
  'shared/static': shared('errors http platform engine'),
  'shared/validation': shared('errors http platform engine routing'),
  'shared/handlers': shared('errors http platform ledger engine admin cache telemetry upstream ai static'),
  'shared/config': shared(
    'errors http platform ledger engine keys cache routing telemetry upstream ai filters static validation handlers',
  ),
  'shared/fetch': shared('errors http platform ledger engine http1 telemetry config'),
  shared: ['shared/*'],
  worker: ['shared', 'shared/*', 'worker/local'],
  // The fetch servers of Deno and Bun; the Worker has no part in it.
  'worker/local': ['shared', 'shared/*', 'node-adapter'],
  'node-adapter': ['shared', 'shared/*'],
};

/** Types may also flow where calls may not: contracts name what stands above them. */
const allowedTypes: Readonly<Record<string, readonly string[]>> = {
  'shared/http': ['shared/engine'],
  'shared/engine': ['shared/upstream', 'shared/keys'],
  'shared/http1': ['shared/engine'],
};

const sources = globSync(['shared/**/*.ts', 'worker/**/*.ts', 'node-adapter/**/*.ts'], { cwd: root }).toSorted();

describe('architecture', () => {
  for (const file of sources) {
    test(`${file} imports only what stands below it`, () => {
      const folder = folderOf(file);
      const wrong = importsOf(file).filter(({ target, isType }) => !mayImport(folder, target, isType));

      assert.deepEqual(wrong, []);
    });
  }

  test('the engine names no runtime', () => {
    const runtimeNames =
      /from 'node:|(?<![.\w])process\.(?:env|argv|exit|on|pid|cwd|std)|\bBuffer\.|\bDeno\.|\bBun\.|from 'cloudflare:/;
    const named = sources.filter((file) => file.startsWith('shared/') && runtimeNames.test(codeOf(file)));

    assert.deepEqual(named, []);
  });

  test('clocks, chance, timers and the console are ports', () => {
    const globals = /\bDate\.now\(|\bMath\.random\(|\bsetTimeout\(|\bsetInterval\(|\bconsole\.|\brandomUUID\(/;
    const direct = sources.filter(
      (file) => file.startsWith('shared/') && !file.startsWith('shared/fetch/') && globals.test(codeOf(file)),
    );

    assert.deepEqual(direct, []);
  });

  test('whatever is exported says what it is for', () => {
    const silent = sources.flatMap((file) => undocumentedIn(file).map((line) => `${file}: ${line}`));

    assert.deepEqual(silent, []);
  });

  test('no file is longer than 300 lines', () => {
    const long = sources.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 301);

    assert.deepEqual(long, []);
  });

  test('little is nested five levels deep', () => {
    const lines = sources.flatMap((file) => codeOf(file).split('\n')).filter((line) => line.trim() !== '');
    const deep = lines.filter((line) => /^ {10}/.test(line));

    assert.ok(deep.length / lines.length < 0.02, `${deep.length} of ${lines.length} lines`);
  });
});

/** Folders of `shared/`, by their names. */
function shared(names: string): readonly string[] {
  return names.split(' ').map((name) => `shared/${name}`);
}

function mayImport(folder: string, target: string, isType: boolean): boolean {
  if (target === folder) return true;
  const open = [...(allowed[folder] ?? []), ...(isType ? (allowedTypes[folder] ?? []) : [])];
  return open.includes(target) || (open.includes('shared/*') && target.startsWith('shared/'));
}

/** The exported functions, classes, types and values that have no comment before them. */
function undocumentedIn(file: string): readonly string[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  const isSilent = (line: string, i: number): boolean => exported.test(line) && !lines[i - 1]?.endsWith('*/');
  return lines.filter(isSilent);
}

const exported = /^export (?:async |abstract )?(?:function|class|interface|const|type (?!\{))/;

/** `shared/engine/pick-route.ts` belongs to `shared/engine`, and so do deeper folders: the longest name of the table counts. */
function folderOf(file: string): string {
  const parts = dirname(file).split('/');
  const second = parts.slice(0, 2).join('/');
  return parts[0] === 'shared' || second in allowed ? second : parts[0]!;
}

function importsOf(file: string): { target: string; isType: boolean }[] {
  const statements = codeOf(file).matchAll(/^(?:import|export)\s+(type\s+)?[^;]*?from\s+'(\.[^']+)'/gms);
  return [...statements].map(([, type, path]) => ({
    target: folderOf(relative(root, join(root, dirname(file), path!))),
    isType: type !== undefined,
  }));
}

function codeOf(file: string): string {
  return readFileSync(join(root, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
}
