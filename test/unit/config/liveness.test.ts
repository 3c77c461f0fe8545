import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AnyField } from '../../../shared/config/fields/field.ts';
import { eachBlock } from './each-block.ts';
import { awaited, shown } from './effects.ts';

/** Settings that hold a value, by the path that the schema gives them, without those this build refuses. */
function livingSettings(): readonly string[] {
  return eachBlock().flatMap(({ path, fields, later }) =>
    Object.entries(fields).flatMap(([key, field]) =>
      later || isRefused(field) || !holdsValue(field) ? [] : [`${path}.${key}`],
    ),
  );
}

function isRefused({ notes }: AnyField): boolean {
  return notes.later === true || notes.needless !== undefined;
}

function holdsValue({ shape }: AnyField): boolean {
  return shape.kind === 'leaf' || shape.kind === 'list' || shape.kind === 'pairs' || shape.kind === 'free';
}

describe('every setting that is accepted', () => {
  test('is shown to have an effect, or is known to be awaited', () => {
    const known = new Set([...Object.keys(shown), ...awaited]);

    assert.deepEqual(
      livingSettings().filter((path) => !known.has(path)),
      [],
    );
  });

  test('stands in one list only, and in none once it is gone', () => {
    const living = new Set(livingSettings());

    assert.deepEqual(
      [...Object.keys(shown), ...awaited].filter((path) => !living.has(path)),
      [],
    );
    assert.deepEqual(
      awaited.filter((path) => path in shown),
      [],
    );
  });
});
