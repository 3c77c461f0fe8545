import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FieldRun } from '../../../shared/http/field-run.ts';

describe('a run of fields', () => {
  const run = new FieldRun(['a', '1', 'b', '2']);

  test('leads a list that begins with it, whatever follows', () => {
    assert.equal(run.leads(['a', '1', 'b', '2']), true);
    assert.equal(run.leads(['a', '1', 'b', '2', 'c', '3']), true);
  });

  test('leads no list in which one of its fields is changed, missing, or not in its place', () => {
    for (const list of [
      ['a', '1', 'b', '3'],
      ['a', '1'],
      ['b', '2', 'a', '1'],
      ['c', '3', 'a', '1', 'b', '2'],
    ]) {
      assert.equal(run.leads(list), false);
    }
  });

  test('is written once by each that writes it in turn', () => {
    const calls: string[] = [];
    const lines = (flat: readonly string[]) => `${calls.push('lines')} ${flat.length}`;
    const words = (flat: readonly string[]) => `${calls.push('words')} ${flat.length}`;

    assert.deepEqual([run.text(lines), run.text(lines), run.text(words)], ['1 4', '1 4', '2 4']);
  });

  test('that cannot be written is refused each time', () => {
    const refuse = () => {
      throw new RangeError('unwritable');
    };

    for (let i = 0; i < 2; i += 1) assert.throws(() => run.text(refuse), RangeError);
  });
});
