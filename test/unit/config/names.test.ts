import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findField } from '../../../shared/config/source/find-field.ts';
import { eachBlock } from './each-block.ts';

describe('names of settings', () => {
  for (const { path, fields } of eachBlock()) {
    test(`every spelling in ${path} leads to one setting`, () => {
      for (const [key, { notes, shape, unit }] of Object.entries(fields)) {
        const spellings = [key, key.replaceAll('-', '_'), ...(notes.aliases ?? [])];
        if (shape.kind === 'blocks') spellings.push(shape.item);
        for (const spelling of spellings) assert.equal(findField(fields, spelling)?.key, key, spelling);
        if (unit === '') continue;
        const bare = key.replace(/-(?:secs|seconds|ms|bytes)$/, '');
        const endings = unit === 'Ms' ? ['', '-secs', '-seconds', '-ms'] : ['', '-bytes'];
        for (const ending of endings) assert.equal(findField(fields, bare + ending)?.key, key, bare + ending);
      }
    });
  }
});

describe('words of settings', () => {
  for (const { path, fields } of eachBlock()) {
    test(`every setting in ${path} has a sentence`, () => {
      for (const [key, { notes }] of Object.entries(fields))
        assert.match(notes.about, /^[`A-Z].*\.$/s, `${path}.${key}`);
    });
  }
});
