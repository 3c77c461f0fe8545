import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { draft7, openApi30 } from '../../../../shared/validation/schema/dialect.ts';
import { judged, problemsOf } from '../../../support/validation/judged.ts';

const person = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string', minLength: 1 }, age: { type: 'integer', minimum: 0 } },
};

describe('a schema', () => {
  test('tells all that does not fit, each with its place', () => {
    const schema = { type: 'object', required: ['id'], properties: { people: { type: 'array', items: person } } };

    assert.deepEqual(judged(schema, { people: [{ name: '' }, { age: -1 }, 7] }), [
      '/id is missing',
      '/people/0/name must have at least 1 character',
      '/people/1/name is missing',
      '/people/1/age must be at least 0',
      '/people/2 must be an object',
    ]);
  });

  test('tells no more than asked for', () => {
    const values = Array.from({ length: 1000 }, () => 'x');

    assert.equal(judged({ items: { type: 'number' } }, values, { maxViolations: 5 }).length, 5);
  });

  test('takes names that objects have by nature for what they are in JSON', () => {
    const schema = { properties: { constructor: { type: 'string' } }, required: ['toString'] };

    assert.deepEqual(judged(schema, JSON.parse('{"__proto__":1}')), ['/toString is missing']);
    assert.deepEqual(judged({ additionalProperties: false }, JSON.parse('{"__proto__":1}')), [
      '/__proto__ is not a property that is allowed',
    ]);
  });

  test('counts characters, not what they are held in', () => {
    assert.deepEqual(judged({ minLength: 2, maxLength: 2 }, '\u{1f600}\u{1f600}'), []);
    assert.deepEqual(judged({ maxLength: 1 }, '\u{1f600}\u{1f600}'), ['/ must have at most 1 character']);
  });

  test('knows that 0.3 is a multiple of 0.1, and 0.35 is not', () => {
    assert.deepEqual(judged({ multipleOf: 0.1 }, 0.3), []);
    assert.deepEqual(judged({ multipleOf: 0.01 }, 19.99), []);
    assert.equal(judged({ multipleOf: 0.1 }, 0.35).length, 1);
  });

  test('follows references to itself as deep as a value goes', () => {
    const tree = { type: 'object', properties: { child: { $ref: '#' }, leaf: { type: 'string' } } };

    assert.deepEqual(judged(tree, { child: { child: { leaf: 1 } } }), ['/child/child/leaf must be a string']);
  });

  test('finds what has an address or an anchor of its own', () => {
    const schema = {
      properties: { a: { $ref: 'https://x.test/name' }, b: { $ref: '#size' } },
      $defs: { one: { $id: 'https://x.test/name', type: 'string' }, two: { $anchor: 'size', type: 'number' } },
    };

    assert.deepEqual(judged(schema, { a: 1, b: 'x' }), ['/a must be a string', '/b must be a number']);
  });

  test('lets a dynamic anchor be put in place of another', () => {
    const schema = {
      $id: 'https://x.test/strings',
      $ref: 'list',
      $defs: {
        item: { $dynamicAnchor: 'item', type: 'string' },
        list: {
          $id: 'list',
          type: 'array',
          items: { $dynamicRef: '#item' },
          $defs: { item: { $dynamicAnchor: 'item' } },
        },
      },
    };

    assert.deepEqual(judged(schema, ['a', 1]), ['/1 must be a string']);
  });

  test('takes references alone in draft 7, and all that stands beside them later', () => {
    const schema = { $ref: '#/definitions/any', type: 'string', definitions: { any: true } };

    assert.deepEqual(judged(schema, 1, { dialect: draft7 }), []);
    assert.deepEqual(judged(schema, 1), ['/ must be a string']);
  });

  test('understands the flags of OpenAPI 3.0', () => {
    const schema = { type: 'number', nullable: true, minimum: 1, exclusiveMinimum: true };

    assert.deepEqual(judged(schema, null, { dialect: openApi30 }), []);
    assert.deepEqual(judged(schema, 1, { dialect: openApi30 }), ['/ must be more than 1']);
  });

  test('asks nobody for what only the other side sends', () => {
    const schema = {
      required: ['id', 'secret'],
      properties: { id: { readOnly: true }, secret: { writeOnly: true } },
    };

    assert.deepEqual(judged(schema, {}, { direction: 'request' }), ['/secret is missing']);
    assert.deepEqual(judged(schema, {}, { direction: 'response' }), ['/id is missing']);
  });

  test('asks nobody for it either where a reference says who sends it', () => {
    const $defs = {
      id: { type: 'integer', readOnly: true },
      base: { properties: { id: { $ref: '#/$defs/id' }, at: { allOf: [{ $ref: '#/$defs/id' }] }, name: {} } },
    };
    const schema = { allOf: [{ $ref: '#/$defs/base' }], required: ['id', 'at', 'name', 'toString'], $defs };

    assert.deepEqual(judged(schema, {}, { direction: 'request' }), ['/name is missing', '/toString is missing']);
    assert.deepEqual(judged(schema, { name: 1, toString: 1 }, { direction: 'response' }), [
      '/id is missing',
      '/at is missing',
    ]);
  });
});

describe('a strict schema', () => {
  const strict = { isStrict: true };

  test('refuses properties that nothing names, at every depth', () => {
    const schema = { properties: { a: { properties: { b: true } } } };

    assert.deepEqual(judged(schema, { a: { b: 1, c: 2 }, d: 3 }, strict), ['/a/c is not a property that is allowed']);
    assert.deepEqual(judged(schema, { a: { b: 1 }, d: 3 }, strict), ['/d is not a property that is allowed']);
  });

  test('takes what any part of it names', () => {
    const schema = { allOf: [{ properties: { a: true } }, { $ref: '#/$defs/more' }], $defs: { more: person } };

    assert.deepEqual(judged(schema, { a: 1, name: 'x', age: 3 }, strict), []);
    assert.deepEqual(judged(schema, { a: 1, name: 'x', other: 3 }, strict), [
      '/other is not a property that is allowed',
    ]);
  });

  test('leaves objects alone of which it names no property', () => {
    assert.deepEqual(judged({ properties: { labels: { type: 'object' } } }, { labels: { any: 1 } }, strict), []);
    assert.deepEqual(judged({ properties: { a: true }, additionalProperties: true }, { b: 1 }, strict), []);
  });
});

describe('the cost of a schema', () => {
  test('of a pattern grows with the text alone, where others would take years', () => {
    assert.deepEqual(judged({ pattern: '^(a+)+$' }, `${'a'.repeat(100_000)}!`), ['/ does not match the pattern']);
  });

  test('of unique items grows with their number alone', () => {
    const items = Array.from({ length: 50_000 }, (_, i) => ({ i }));

    assert.deepEqual(judged({ uniqueItems: true }, items), []);
    assert.deepEqual(judged({ uniqueItems: true }, [...items, { i: 7 }]), ['/50000 is there twice']);
  });

  test('is bounded where it branches at every level', () => {
    const schema = {
      anyOf: [
        { properties: { a: { $ref: '#' } }, not: {} },
        { properties: { a: { $ref: '#' } }, not: true },
      ],
    };
    let value: unknown = {};
    for (let i = 0; i < 60; i += 1) value = { a: value };

    assert.deepEqual(judged(schema, value, { maxSteps: 20_000 }), ['spent']);
  });
});

describe('a broken schema', () => {
  for (const [schema, ...problems] of [
    [
      { type: 'strng' },
      '/type "type" must be one of string, number, integer, boolean, object, array, null, or a list of them',
    ],
    [
      { properties: { a: { minLength: -1 } } },
      '/properties/a/minLength "minLength" must be a whole number, not negative',
    ],
    [{ required: 'a' }, '/required "required" must be a list of texts'],
    [{ pattern: '(a' }, '/pattern the pattern has a group that is not closed at character 3'],
    [
      { pattern: '(a)\\1' },
      '/pattern the pattern has a back-reference, which cannot be matched in bounded time, at character 5',
    ],
    [{ items: [{}] }, '/items "items" must be one schema in 2020-12; a list is written as "prefixItems"'],
    [{ $ref: '#/$defs/none' }, '/$ref "#/$defs/none" names nothing that is there'],
    [{ $ref: 'other.json' }, '/$ref "other.json" is not in this document, and others are not read'],
    [{ $ref: '#' }, '/ the schema refers to itself without end'],
    [{ allOf: [{ $ref: '#' }] }, '/ the schema refers to itself without end'],
    [{ anyOf: [] }, '/anyOf "anyOf" must be a list of schemas, not an empty one'],
    [{ not: 3 }, '/not a schema must be an object, true or false'],
    [{ $schema: 'x' }, '/$schema "x" is no version of JSON Schema that is known'],
    [{ multipleOf: 0 }, '/multipleOf "multipleOf" must be more than 0'],
  ] as const) {
    test(`${JSON.stringify(schema)} is told with its place`, () => {
      assert.deepEqual(problemsOf(schema), problems);
    });
  }
});
