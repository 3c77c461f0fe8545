import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { reference } from '../../../shared/config/reference.ts';
import { eachBlock } from './each-block.ts';

describe('the reference', () => {
  test('is what the schema says; node scripts/reference.ts writes it anew', () => {
    const written = readFileSync(new URL('../../../docs/reference.md', import.meta.url), 'utf8');

    assert.equal(written, reference());
  });

  test('names every setting', () => {
    const text = reference();

    for (const { fields } of eachBlock()) {
      for (const key of Object.keys(fields)) assert.ok(text.includes(`| \`${key}\` |`), key);
    }
  });
});
