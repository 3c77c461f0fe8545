import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { type Behaviour, isShown } from './behaviours/behaviour.ts';
import { countedTable } from './behaviours/count.ts';
import { areas } from './behaviours/index.ts';

const seen = new Map<Behaviour, boolean>();

for (const { name, rows } of areas) {
  describe(`the cache: ${name}`, () => {
    for (const [at, row] of rows.entries()) {
      const told = row.otherwise === undefined ? row.name : `${row.name}: otherwise, since ${row.otherwise}`;
      test(`${at + 1}. ${told} (${row.kind})`, async () => {
        seen.set(row, await isShown(row));

        assert.equal(seen.get(row), row.otherwise === undefined);
      });
    }
  });
}

describe('the published count', () => {
  test('is what the rows come to', async () => {
    const published = readFileSync(new URL('../../../docs/cache-conformance.md', import.meta.url), 'utf8');

    const counted = await countedTable((row) => seen.get(row) ?? isShown(row));

    assert.ok(published.includes(counted), counted);
  });
});
