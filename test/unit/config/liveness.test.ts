import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { AnyField } from '../../../shared/config/fields/field.ts';
import { eachBlock } from './each-block.ts';
import { shown } from './effects.ts';

const root = new URL('../../../', import.meta.url);

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

/** Whether a text names a setting, and not only one whose path begins or ends with it. */
function names(text: string, setting: string): boolean {
  const parts = text.split(setting);
  return parts.slice(1).some((after, i) => !/[\w.\]-]$/.test(parts[i]!) && !/^[\w.[-]/.test(after));
}

describe('every setting that is accepted', () => {
  test('is shown to have an effect', () => {
    assert.deepEqual(
      livingSettings().filter((path) => !(path in shown)),
      [],
    );
  });

  test('is named by the test that shows it', () => {
    const texts = new Map(
      [...new Set(Object.values(shown))].map((file) => [file, readFileSync(new URL(file, root), 'utf8')]),
    );

    assert.deepEqual(
      Object.entries(shown).filter(([setting, file]) => !names(texts.get(file)!, setting)),
      [],
    );
  });

  test('is there: nothing is shown of settings that are gone', () => {
    const living = new Set(livingSettings());

    assert.deepEqual(
      Object.keys(shown).filter((path) => !living.has(path)),
      [],
    );
  });
});
