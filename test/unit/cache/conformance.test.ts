import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

const list = readFileSync(new URL('../../../docs/cache-conformance.md', import.meta.url), 'utf8');
const rows = Array.from(list.matchAll(/^\| (.*?) \| .*? ?\| `(\w+)`: (.+?) \|$/gm), ([, clause, file, name]) => ({
  ...{ clause: clause!, file: file!, name: name! },
}));

describe('the list of what the cache conforms to', () => {
  test('names a test that is there for each of its lines', () => {
    const missing = rows.filter(({ file, name }) => {
      const path = new URL(`./${file}.test.ts`, import.meta.url);
      return !existsSync(path) || !readFileSync(path, 'utf8').includes(name);
    });

    assert.ok(rows.length > 70, `${rows.length} lines were read`);
    assert.deepEqual(missing, []);
  });

  test('has no line without a test', () => {
    const lines = list.split('\n').filter((line) => /^\| (?:§|RFC)/.test(line));

    assert.equal(rows.length, lines.length);
  });
});
