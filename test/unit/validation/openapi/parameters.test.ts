import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { described, type Sent } from '../../../support/validation/described.ts';

const color = { type: 'array', items: { type: 'integer' }, minItems: 2 };
const point = { type: 'object', properties: { r: { type: 'integer' }, g: { type: 'integer' } }, required: ['r', 'g'] };

/** A parameter called `c`, what is sent, and what is wrong with it. */
const rows: readonly (readonly [string, object, Sent, ...string[]])[] = [
  ['form', { in: 'query', schema: { type: 'integer' } }, { query: 'c=5' }],
  ['form', { in: 'query', schema: { type: 'integer' } }, { query: 'c=5x' }, 'query c# must be an integer'],
  ['form', { in: 'query', schema: { type: 'integer' } }, { query: 'c=1&c=2' }, 'query c# is there more than once'],
  ['form', { in: 'query', schema: { type: 'string' } }, { query: 'c=%zz' }, 'query c# is wrongly encoded'],
  ['form', { in: 'query', schema: { type: 'string', const: 'a b&' } }, { query: 'c=a+b%26' }],
  ['form', { in: 'query', schema: { type: 'boolean' } }, { query: 'c=true' }],
  ['form', { in: 'query', schema: { type: 'boolean' } }, { query: 'c=1' }, 'query c# must be a boolean'],
  ['form', { in: 'query', required: true, schema: {} }, { query: 'd=1' }, 'query c# is missing'],
  [
    'form',
    {
      in: 'query',
      schema: {
        anyOf: [
          { type: 'integer', minimum: 5 },
          { enum: ['all'], type: 'string' },
        ],
      },
    },
    { query: 'c=7' },
  ],
  ['form', { in: 'query', schema: { type: 'string' } }, { query: 'c=7' }],
  ['form', { in: 'query', schema: { enum: [1, 'a', true] } }, { query: 'c=1' }],
  ['form', { in: 'query', schema: { enum: [1, 'a', true] } }, { query: 'c=true' }],
  ['form', { in: 'query', schema: { enum: [1, 2] } }, { query: 'c=3' }, 'query c# must be one of 1, 2'],
  ['form', { in: 'query', schema: { const: '7' } }, { query: 'c=7' }],
  ['form', { in: 'query', schema: { minimum: 5 } }, { query: 'c=3' }, 'query c# must be at least 5'],
  ['form', { in: 'query', schema: { type: 'integer' }, allowEmptyValue: true }, { query: 'c=' }],
  ['form, exploded', { in: 'query', schema: color }, { query: 'c=1&c=2' }],
  ['form, exploded', { in: 'query', schema: color }, { query: 'c=1' }, 'query c# must have at least 2 items'],
  ['form, exploded', { in: 'query', schema: point }, { query: 'r=1&g=x' }, 'query c#/g must be an integer'],
  ['form, whole', { in: 'query', explode: false, schema: color }, { query: 'c=1,2' }],
  [
    'form, whole',
    { in: 'query', explode: false, schema: color },
    { query: 'c=1%2C2' },
    'query c# must have at least 2 items',
    'query c#/0 must be an integer',
  ],
  ['form, whole', { in: 'query', explode: false, schema: point }, { query: 'c=r,1,g,2' }],
  ['spaceDelimited', { in: 'query', style: 'spaceDelimited', explode: false, schema: color }, { query: 'c=1%202' }],
  [
    'pipeDelimited',
    { in: 'query', style: 'pipeDelimited', explode: false, schema: color },
    { query: 'c=1|x' },
    'query c#/1 must be an integer',
  ],
  ['deepObject', { in: 'query', style: 'deepObject', explode: true, schema: point }, { query: 'c[r]=1&c%5Bg%5D=2' }],
  [
    'deepObject',
    { in: 'query', style: 'deepObject', explode: true, schema: point },
    { query: 'c[r]=1&c[r]=2' },
    'query c# has a name that stands twice',
  ],
  ['content', { in: 'query', content: { 'application/json': { schema: color } } }, { query: 'c=[1,2]' }],
  ['content', { in: 'query', content: { 'application/json': { schema: point } } }, { query: 'c={"r":1,"g":2}' }],
  [
    'content, of an object',
    { in: 'query', content: { 'application/json': { schema: point } } },
    { query: 'c={"r":1}' },
    'query c#/g is missing',
  ],
  [
    'content, of an object whose properties are no parameters',
    { in: 'query', required: true, content: { 'application/json': { schema: point } } },
    { query: 'r=1&g=2' },
    'query c# is missing',
  ],
  [
    'content',
    { in: 'query', content: { 'application/json': { schema: color } } },
    { query: 'c=[1' },
    'query c# is not JSON',
  ],
  ['simple', { in: 'path', schema: { type: 'integer' } }, { path: '/a/7' }],
  ['simple', { in: 'path', schema: { type: 'string', const: 'a/b' } }, { path: '/a/a%2Fb' }],
  ['simple', { in: 'path', schema: color }, { path: '/a/1,2' }],
  ['simple', { in: 'path', schema: point }, { path: '/a/r,1,g,2' }],
  ['simple, exploded', { in: 'path', explode: true, schema: point }, { path: '/a/r=1,g=2' }],
  ['label', { in: 'path', style: 'label', schema: { type: 'integer' } }, { path: '/a/.5' }],
  [
    'label',
    { in: 'path', style: 'label', schema: { type: 'integer' } },
    { path: '/a/5' },
    'path c# is not written as it should be',
  ],
  ['label, exploded', { in: 'path', style: 'label', explode: true, schema: color }, { path: '/a/.1.2' }],
  ['matrix', { in: 'path', style: 'matrix', schema: color }, { path: '/a/;c=1,2' }],
  ['matrix, exploded', { in: 'path', style: 'matrix', explode: true, schema: color }, { path: '/a/;c=1;c=2' }],
  ['matrix, exploded', { in: 'path', style: 'matrix', explode: true, schema: point }, { path: '/a/;r=1;g=2' }],
  [
    'matrix',
    { in: 'path', style: 'matrix', schema: color },
    { path: '/a/;d=1,2' },
    'path c# is not written as it should be',
  ],
  ['simple', { in: 'header', schema: color }, { headers: { C: '1, 2' } }],
  ['simple', { in: 'header', schema: { type: 'integer' }, required: true }, {}, 'header c# is missing'],
  ['simple, exploded', { in: 'header', explode: true, schema: point }, { headers: { c: 'r=1,g=2' } }],
  ['form', { in: 'cookie', schema: { type: 'integer' } }, { headers: { cookie: 'b=1; c=2' } }],
  [
    'form',
    { in: 'cookie', schema: { type: 'integer' } },
    { headers: { cookie: 'c=2,x' } },
    'cookie c# must be an integer',
  ],
  [
    'form',
    { in: 'cookie', schema: { type: 'integer' } },
    { headers: { cookie: 'c=2; c=x' } },
    'cookie c# is there more than once',
  ],
];

describe('parameters', () => {
  for (const [style, parameter, sent, ...problems] of rows) {
    const title = `${style} ${JSON.stringify(sent)} for ${JSON.stringify(parameter)}`;
    test(`${title} ${problems.length > 0 ? 'does not fit' : 'fits'}`, async () => {
      const whole = {
        name: 'c',
        ...('in' in parameter && parameter.in === 'path' && { required: true }),
        ...parameter,
      };
      const api = described({
        '/a': { get: { parameters: isOfPath(whole) ? [] : [whole] } },
        '/a/{c}': { get: { parameters: isOfPath(whole) ? [whole] : [] } },
      });

      assert.deepEqual(await api.ask({ path: '/a', ...sent }), problems);
    });
  }

  test('of an operation stand in place of those of its path', async () => {
    const all = { name: 'c', in: 'query', schema: { type: 'integer' } };
    const api = described({
      '/a': { parameters: [all], get: { parameters: [{ ...all, schema: { type: 'string' } }] }, put: {} },
    });

    assert.deepEqual(await api.ask({ path: '/a', query: 'c=x' }), []);
    assert.deepEqual(await api.ask({ method: 'PUT', path: '/a', query: 'c=x' }), ['query c# must be an integer']);
  });

  test('that are not described are refused in strict mode, and only there', async () => {
    const paths = { '/a': { get: { parameters: [{ name: 'c', in: 'query', schema: {} }] } } };

    assert.deepEqual(await described(paths).ask({ path: '/a', query: 'd=1' }), []);
    assert.deepEqual(await described(paths, { isStrict: true }).ask({ path: '/a', query: 'c=1&d=1&d=2' }), [
      'query d# is not a parameter that is allowed',
    ]);
  });

  test('are told sixteen at most, with names cut short', async () => {
    const query = Array.from({ length: 100 }, (_, i) => `${'x'.repeat(1000)}${i}=1`).join('&');
    const told = await described({ '/a': { get: {} } }, { isStrict: true }).ask({ path: '/a', query });

    assert.equal(told.length, 16);
    assert.ok(told.every((one) => one.length < 300));
  });
});

function isOfPath(parameter: object): boolean {
  return 'in' in parameter && parameter.in === 'path';
}
