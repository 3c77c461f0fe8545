import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { described } from '../../support/validation/described.ts';

const order = {
  type: 'object',
  required: ['item'],
  properties: {
    item: { type: 'string' },
    count: { type: 'integer' },
    tags: { type: 'array', items: { type: 'integer' } },
  },
};
const content = {
  'application/json': { schema: order },
  'application/x-www-form-urlencoded': { schema: order },
  'text/plain': { schema: { type: 'string', maxLength: 3 } },
  'image/*': {},
};
const api = (isRequired = true) =>
  described({ '/orders': { post: { requestBody: { required: isRequired, content } } } });
const post = (body: string | undefined, type?: string, more: Readonly<Record<string, string>> = {}) => ({
  method: 'POST',
  path: '/orders',
  headers: { ...more, ...(type !== undefined && { 'content-type': type }) },
  ...(body !== undefined && { body }),
});

describe('bodies of requests', () => {
  for (const [what, sent, ...problems] of [
    ['JSON that fits', post('{"item":"x"}', 'application/json; charset=UTF-8')],
    ['JSON that does not say what it is', post('{"item":"x"}')],
    [
      'JSON that does not fit',
      post('{"count":"1"}', 'application/json'),
      'body #/item is missing',
      'body #/count must be an integer',
    ],
    ['what is no JSON', post('{"item":', 'application/json'), 'body # is not JSON'],
    ['JSON in another alphabet', post('{"item":"x"}', 'application/json; charset=utf-16'), 'media_type_not_supported'],
    [
      'a coded body',
      post('{"item":"x"}', 'application/json', { 'content-encoding': 'gzip' }),
      'content_coding_not_supported',
    ],
    ['a form that fits', post('item=x+y&count=3&tags=1&tags=2', 'application/x-www-form-urlencoded')],
    [
      'a form that does not fit',
      post('item=x&count=z&tags=y', 'application/x-www-form-urlencoded'),
      'body #/count must be an integer',
      'body #/tags/0 must be an integer',
    ],
    [
      'a field that stands twice',
      post('item=x&item=y', 'application/x-www-form-urlencoded'),
      'body #/item is there more than once',
    ],
    ['text that fits', post('abc', 'text/plain')],
    ['text that does not fit', post('abcd', 'text/plain'), 'body # must have at most 3 characters'],
    ['a type of which nothing is said', post('{', 'image/png')],
    ['a type that is not described', post('<a/>', 'application/xml'), 'media_type_not_supported'],
    ['a type that is none', post('x', 'json'), 'media_type_not_supported'],
    ['none', post(undefined), 'body # is missing'],
    ['an empty one', post('', 'application/json'), 'body # is missing'],
  ] as const) {
    test(`${what} ${problems.length > 0 ? 'are refused' : 'pass, unchanged'}`, async () => {
      assert.deepEqual(await api().ask(sent), problems);
    });
  }

  test('may be absent unless they must be there', async () => {
    assert.deepEqual(await api(false).ask(post(undefined)), []);
  });

  test('that are larger than what is read are refused before they are judged', async () => {
    const small = described({ '/orders': { post: { requestBody: { content } } } }, { maxBytes: 10 });

    assert.deepEqual(await small.ask(post('{"item":"long"}', 'application/json')), ['payload_too_large']);
  });

  test('of other operations are not read', async () => {
    const other = described({ '/orders': { post: {} } }, { maxBytes: 1 });

    assert.deepEqual(await other.ask(post('anything', 'a/b')), []);
  });

  test('that nothing describes are refused in strict mode', async () => {
    const strict = described({ '/orders': { post: {} } }, { isStrict: true });

    assert.deepEqual(await strict.ask(post('anything', 'a/b')), ['body # is not allowed']);
  });
});
