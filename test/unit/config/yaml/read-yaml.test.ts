import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { plain } from '../../../../shared/config/source/tree.ts';
import { readYaml } from '../../../../shared/config/yaml/read-yaml.ts';

function valueIn(text: string): unknown {
  const read = readYaml(text, 'x.yaml');
  assert.ok('tree' in read, JSON.stringify(read));
  return JSON.parse(JSON.stringify(plain(read.tree)));
}

const samples: readonly (readonly [string, unknown])[] = [
  ["a: 1\nb: [x, \"y\", 'it''s', {c: null}]\n", { a: 1, b: ['x', 'y', "it's", { c: null }] }],
  ['- a\n- - b\n  - c\n-\n  d: e\n- f: 1\n  g: 2\n', ['a', ['b', 'c'], { d: 'e' }, { f: 1, g: 2 }]],
  ['list:\n- a\n- b\nnext: ~\n', { list: ['a', 'b'], next: null }],
  ['200: ok\n"4XX": no\n/a/{id}: x\n', { 200: 'ok', '4XX': 'no', '/a/{id}': 'x' }],
  [
    'a: |\n  one\n    two\n\n  three\n\nb: >-\n  x\n  y\n\n  z\nc: |+\n  k\n\n',
    { a: 'one\n  two\n\nthree\n', b: 'x y\nz', c: 'k\n\n' },
  ],
  ['a: this goes\n  on here\nb: c#d # e\n', { a: 'this goes on here', b: 'c#d' }],
  ['a: http://x.test:80/y\nb: "x\\n\\u00e9"\nc: ^[a-z]+$\n', { a: 'http://x.test:80/y', b: 'x\né', c: '^[a-z]+$' }],
  ['[true, False, 0x10, -1.5e3, 1_000, yes, 1.0.0, "1"]', [true, false, 16, -1500, '1_000', 'yes', '1.0.0', '1']],
  ['---\na:\n  # said\n  b:   # nothing\nc: ""\n...\n', { a: { b: null }, c: '' }],
  ['a: "x\n  y\n\n  z"\r\nb: 1\r\n', { a: 'x y\nz', b: 1 }],
  ['{\n\t"a": [1,\n2],\n"b": {"c": "\\/\\ud83d\\ude00"}, "d":false }', { a: [1, 2], b: { c: '/\u{1f600}' }, d: false }],
  ['', null],
];

describe('readYaml', () => {
  for (const [text, value] of samples) {
    test(`reads ${JSON.stringify(text)}`, () => {
      assert.deepEqual(valueIn(text), value);
    });
  }

  test('reads any JSON as JSON.parse does', () => {
    const value = { 'a b': [1, -2.5e-7, null, { '': [] }, 'x: y # z', '"\\\u0007\n', {}], n: { n: { n: [[[]]] } } };

    assert.deepEqual(valueIn(JSON.stringify(value)), value);
    assert.deepEqual(valueIn(JSON.stringify(value, undefined, 2)), value);
  });

  for (const [text, place, problem] of [
    ['a: b: c', '1:5', /quotes/],
    ['a: 1\na: 2', '2:1', /twice/],
    ['a: *b', '1:4', /anchors/],
    ['a: !!str 1', '1:4', /tags/],
    ['a: [1, 2', '1:9', /expected/],
    ['a:\n  b: 1\n   c: 2', '3:5', /quotes/],
    ['a:\n\tb: 1', '2:2', /tab/],
    ['a: "b', '1:4', /end/],
    ['a: 1\n---\nb: 2', '2:1', /end/],
    ['a: @b', '1:4', /quotes/],
    ['<<: 1', '1:1', /taken over/],
    ['a: "\\q"', '1:4', /escape/],
    ['['.repeat(200), '1:102', /deep/],
  ] as const) {
    test(`refuses ${JSON.stringify(text.slice(0, 30))}, with its place`, () => {
      const read = readYaml(text, 'x.yaml');

      assert.ok('problem' in read);
      assert.match(read.problem, problem);
      assert.equal(`${read.place.line}:${read.place.column}`, place);
    });
  }

  test('takes time in proportion to the text', () => {
    const text = Array.from({ length: 20_000 }, (_, i) => `key${i}:\n  - {a: 1, b: "x"}\n`).join('');
    const startedAt = performance.now();

    assert.ok('tree' in readYaml(text, 'x'));
    assert.ok('problem' in readYaml(`a: ${'a '.repeat(200_000)}: b`, 'x'));
    assert.ok(performance.now() - startedAt < 25_000);
  });
});
