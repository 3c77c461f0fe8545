import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyHeaderEdits, compileHeaderEdits, type HeaderEditOptions } from '../../../shared/http/header-edits.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';

function edited(options: HeaderEditOptions, ...flat: string[]): string[] {
  const list = new HeaderList(flat);
  applyHeaderEdits(compileHeaderEdits(options), list);
  return list.flat;
}

test('renames every value of a field', () => {
  assert.deepEqual(edited({ rename: [['Old', 'New']] }, 'old', '1', 'b', '2', 'old', '3'), [
    'new',
    '1',
    'b',
    '2',
    'new',
    '3',
  ]);
});

test('lets a renamed field take the place of what had the name already', () => {
  assert.deepEqual(edited({ rename: [['old', 'new']] }, 'new', 'spoofed', 'old', '1'), ['new', '1']);
});

test('leaves the new name alone when there is nothing to rename', () => {
  assert.deepEqual(edited({ rename: [['old', 'new']] }, 'new', '1'), ['new', '1']);
});

test('sets one value in place of all there were', () => {
  assert.deepEqual(edited({ set: [['X-A', '9']] }, 'x-a', '1', 'x-b', '2', 'x-a', '3'), ['x-a', '9', 'x-b', '2']);
});

test('adds beside what is there, one or several', () => {
  assert.deepEqual(
    edited(
      {
        add: [
          ['X-A', '2'],
          ['X-B', '3'],
          ['X-B', '4'],
        ],
      },
      'x-a',
      '1',
    ),
    ['x-a', '1', 'x-a', '2', 'x-b', '3', 'x-b', '4'],
  );
});

test('removes every field of a name', () => {
  assert.deepEqual(edited({ remove: ['X-A'] }, 'x-a', '1', 'x-b', '2', 'x-a', '3'), ['x-b', '2']);
});

test('renames, then sets, then adds, then removes', () => {
  const flat = edited(
    {
      remove: ['gone'],
      add: [
        ['a', '2'],
        ['gone', '1'],
      ],
      set: [['a', '1']],
      rename: [['x', 'a']],
    },
    'x',
    '0',
  );

  assert.deepEqual(flat, ['a', '1', 'a', '2']);
});

test('sends values beyond ASCII as UTF-8', () => {
  assert.deepEqual(edited({ set: [['a', 'é']] }), ['a', '\u00c3\u00a9']);
});
