import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { outcome } from './fixture-outcome.ts';

const folder = new URL('../../fixtures/config/', import.meta.url);

describe('configuration fixtures', () => {
  for (const name of readdirSync(folder)) {
    test(`${name} comes to what stands below its line`, async () => {
      const [input = '', expected] = readFileSync(new URL(name, folder), 'utf8').split('----------\n');

      assert.equal(await outcome(name, input), expected);
    });
  }
});
