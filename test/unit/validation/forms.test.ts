import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readOpenApi } from '../../../shared/validation/openapi/read-open-api.ts';
import type { Check } from '../../../shared/validation/schema/run.ts';
import { described } from '../../support/validation/described.ts';

const profile = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', maxLength: 5 },
    age: { type: 'integer' },
    tags: { type: 'array', items: { type: 'integer' }, maxItems: 2 },
    address: { type: 'object', required: ['city'], properties: { city: { type: 'string' } } },
    homes: { type: 'array', items: { type: 'object', properties: { city: { type: 'string' } } } },
    photo: { type: 'string', format: 'binary', maxLength: 4 },
    photos: { type: 'array', maxItems: 2, items: { type: 'string', contentMediaType: 'image/png' } },
    any: {},
    meta: { type: 'object', required: ['v'] },
  },
};
const encoding = {
  photo: { contentType: 'image/png, image/x-*, image/jpeg' },
  meta: { contentType: 'application/json' },
};

interface Piece {
  readonly name: string;
  readonly content: string;
  readonly file?: string;
  readonly type?: string;
}

function multipart(...pieces: readonly Piece[]): string {
  const parts = pieces.map(({ name, content, file, type }) => {
    const filename = file === undefined ? '' : `; filename="${file}"`;
    const typed = type === undefined ? '' : `\r\nContent-Type: ${type}`;
    return `--B\r\nContent-Disposition: form-data; name="${name}"${filename}${typed}\r\n\r\n${content}\r\n`;
  });
  return `${parts.join('')}--B--\r\n`;
}

const name = { name: 'name', content: 'Ada' };
const post = (body: string, type: string) => ({ method: 'POST', path: '/', headers: { 'content-type': type }, body });
const api = (mediaType: string, media: object, more: object = {}) =>
  described({ '/': { post: { requestBody: { required: true, content: { [mediaType]: media } } } } }, more);

describe('a form of parts', () => {
  const asked = (...pieces: readonly Piece[]) =>
    api('multipart/form-data', { schema: profile, encoding: { ...encoding, photo: { contentType: 'image/*' } } }).ask(
      post(multipart(...pieces), 'multipart/form-data; boundary=B'),
    );

  for (const [what, pieces, ...problems] of [
    ['fields as what their schema says', [name, { name: 'age', content: '36' }]],
    ['a field that does not fit', [name, { name: 'age', content: 'x' }], 'body #/age must be an integer'],
    ['a text that is too long', [{ ...name, content: 'Adalbert' }], 'body #/name must have at most 5 characters'],
    ['a field that must be there', [{ name: 'age', content: '1' }], 'body #/name is missing'],
    ['a field that stands twice', [name, name], 'body #/name is there more than once'],
    ['a list of parts', [name, { name: 'tags', content: '1' }, { name: 'tags', content: '2' }]],
    [
      'a list that does not fit',
      [name, ...['1', 'x', '3'].map((content) => ({ name: 'tags', content }))],
      'body #/tags/1 must be an integer',
      'body #/tags must have at most 2 items',
    ],
    ['an object', [name, { name: 'address', content: '{"city":"Ulm"}' }]],
    [
      'an object as a file',
      [name, { name: 'address', content: '{"city":"Ulm"}', file: 'blob', type: 'application/json' }],
    ],
    [
      'an object that does not fit',
      [name, { name: 'address', content: '{"city":1}' }],
      'body #/address/city must be a string',
    ],
    ['an object that is no JSON', [name, { name: 'address', content: 'Ulm' }], 'body #/address is not JSON'],
    ['a list of objects', [name, { name: 'homes', content: '{"city":1}' }], 'body #/homes/0/city must be a string'],
    ['an object of the type it must have', [name, { name: 'meta', content: '{"v":1}', type: 'application/json' }]],
    ['one of no type', [name, { name: 'meta', content: '{"v":1}' }], 'body #/meta is of a type that is not described'],
    ['a file', [name, { name: 'photo', content: 'äö', file: 'a.png', type: 'image/png' }]],
    [
      'a file that is too large',
      [name, { name: 'photo', content: 'äöx', file: 'a', type: 'image/png' }],
      'body #/photo must have at most 4 characters',
    ],
    [
      'a file of another type',
      [name, { name: 'photo', content: 'x', file: 'a.html', type: 'text/html' }],
      'body #/photo is of a type that is not described',
    ],
    [
      'a file of no type',
      [name, { name: 'photo', content: 'x', file: 'a.png' }],
      'body #/photo is of a type that is not described',
    ],
    ['a file where a field must be', [{ ...name, file: 'a.txt' }], 'body #/name is a file, and must be a field'],
    [
      'files in a list',
      [name, ...['1', '2', '3'].map((file) => ({ name: 'photos', content: 'x', file }))],
      'body #/photos must have at most 2 items',
    ],
    [
      'whatever where nothing is said',
      [name, { name: 'any', content: 'x', file: 'f' }, { name: 'other', content: 'x' }],
    ],
    [
      'another alphabet',
      [name, { name: 'age', content: '1', type: 'text/plain; charset=utf-16' }],
      'body #/age is not UTF-8',
    ],
    ['another alphabet for all', [name, { name: '_charset_', content: 'utf-7' }], 'body #/_charset_ is not UTF-8'],
    ['a name that objects have', [name, { name: '__proto__', content: 'x' }]],
  ] as const) {
    test(`${what} ${problems.length > 0 ? 'is refused' : 'passes'}, unchanged`, async () => {
      assert.deepEqual((await asked(...pieces)).toSorted(), problems.toSorted());
    });
  }

  test('has no fields but those that are described, in strict mode', async () => {
    const strict = api('multipart/form-data', { schema: profile }, { isStrict: true });
    const body = multipart(name, { name: 'more', content: '1' });

    assert.deepEqual(await strict.ask(post(body, 'multipart/form-data; boundary=B')), [
      'body #/more is not a property that is allowed',
    ]);
  });

  test('must name its boundary', async () => {
    const form = api('multipart/form-data', { schema: profile });
    for (const type of [
      'multipart/form-data',
      'multipart/form-data; boundary=""',
      'multipart/form-data; boundary="a\tb"',
    ])
      assert.deepEqual(await form.ask(post(multipart(name), type)), ['media_type_not_supported'], type);
    assert.deepEqual(await form.ask(post(multipart(name), 'Multipart/Form-Data; charset=x; boundary="B"')), []);
  });

  test('is not held where nothing is said of it', async () => {
    const form = api('multipart/form-data', {}, { maxBytes: 1 });

    assert.deepEqual(await form.ask(post('anything', 'multipart/form-data; boundary=B')), []);
  });
});

describe('a form', () => {
  const schema = {
    type: 'object',
    properties: {
      tags: { type: 'array', items: { type: 'integer' }, maxItems: 3 },
      place: { type: 'object', properties: { x: { type: 'integer' }, y: { type: 'integer' } } },
      name: { type: 'string' },
    },
  };
  const type = 'application/x-www-form-urlencoded';
  for (const [encoded, sent, ...problems] of [
    [{ tags: { explode: false } }, 'tags=1,2,3&name=a'],
    [{ tags: { explode: false } }, 'tags=1,x', 'body #/tags/1 must be an integer'],
    [{ tags: { explode: false } }, 'tags=1&tags=2', 'body #/tags is there more than once'],
    [{ tags: { style: 'spaceDelimited' } }, 'tags=1+2%203'],
    [{ tags: { style: 'pipeDelimited' } }, 'tags=1%7C2|x', 'body #/tags/2 must be an integer'],
    [{ tags: { style: 'form' } }, 'tags=1&tags=x', 'body #/tags/1 must be an integer'],
    [{ place: { style: 'deepObject' } }, 'place[x]=1&place%5By%5D=z', 'body #/place/y must be an integer'],
    [{ place: { style: 'form', explode: true } }, 'x=1&y=2&name=a'],
    [{ place: { style: 'form', explode: false } }, 'place=x,1,y,b', 'body #/place/y must be an integer'],
    [{}, 'place=%7B%22x%22:1%7D'],
    [{}, 'place=%7B%22x%22:%22a%22%7D', 'body #/place/x must be an integer'],
    [{}, 'place=3', 'body #/place must be an object'],
    [{}, 'place={', 'body #/place is not JSON'],
    [{ tags: { contentType: 'application/json' } }, 'tags=[1,2,3,4]', 'body #/tags must have at most 3 items'],
  ] as const) {
    test(`encoded as ${JSON.stringify(encoded)} is read: ${sent}`, async () => {
      assert.deepEqual(await api(type, { schema, encoding: encoded }).ask(post(sent, type)), problems);
    });
  }

  test('whose encoding is wrongly written is told with its place', () => {
    const media = {
      schema,
      encoding: { tags: { style: 'matrix' }, name: { contentType: 'png' }, place: { contentType: 3 }, more: 'x' },
    };
    const content = { [type]: media };
    const read = readOpenApi(
      { openapi: '3.1.0', paths: { '/': { post: { requestBody: { content } } } } },
      { isStrict: false, basePath: undefined },
    );

    assert.deepEqual(
      read.problems.map(({ pointer, message }) => `${pointer.slice(-2).join('/')}: ${message}`).toSorted(),
      [
        'encoding/more: an encoding must be an object',
        'name/contentType: "png" is no media type',
        'place/contentType: "contentType" must be a text',
        'tags/style: "style" of a field must be one of form, spaceDelimited, pipeDelimited, deepObject',
      ],
    );
  });
});

describe('one of several schemas', () => {
  const schemas = {
    Cat: { type: 'object', required: ['kind', 'lives'], properties: { lives: { type: 'integer' } } },
    Dog: { type: 'object', required: ['kind'], properties: { born: { type: 'string', format: 'date' } } },
    Cow: { type: 'object', required: ['kind'], properties: { kind: { const: 'Cow' }, milk: { type: 'number' } } },
  };
  const references = Object.keys(schemas).map((name) => ({ $ref: `#/components/schemas/${name}` }));
  const discriminator = { propertyName: 'kind', mapping: { cat: '#/components/schemas/Cat', dog: 'Dog' } };
  for (const [branching, sent, ...problems] of [
    ['oneOf', '{"kind":"cat","born":"x"}', 'body #/lives is missing'],
    ['oneOf', '{"kind":"dog","born":"x","lives":"x"}', 'body #/born is not a date'],
    ['anyOf', '{"kind":"Cow","milk":"x","lives":"x","born":"x"}', 'body #/milk must be a number'],
    ['oneOf', '{"kind":"horse","lives":"x","born":"x"}', 'body #/kind must be one of "cat", "dog", "Cow"'],
    ['oneOf', '{"lives":1}', 'body #/kind is missing'],
    ['oneOf', '[]', 'body # fits none of the forms it may have'],
    ['anyOf', '{"kind":"cat","lives":1}'],
  ] as const) {
    test(`by ${branching}: what is wrong with ${sent} is told by the one that its discriminator names`, async () => {
      const schema = { [branching]: references, discriminator };
      const pets = api('application/json', { schema }, { document: { components: { schemas } } });

      assert.deepEqual(await pets.ask(post(sent, 'application/json')), problems);
    });
  }
});

describe('text', () => {
  test('is what its schema says', async () => {
    const count = api('text/plain', { schema: { type: 'integer', maximum: 9 } });

    assert.deepEqual(await count.ask(post('7', 'text/plain; charset=utf-8')), []);
    assert.deepEqual(await count.ask(post('10', 'text/plain')), ['body # must be at most 9']);
    assert.deepEqual(await count.ask(post('x', 'text/plain')), ['body # must be an integer']);
  });
});

describe('JSON by another name', () => {
  for (const type of [
    'application/problem+json',
    'application/vnd.api+json; ext="x"',
    'APPLICATION/Merge-Patch+JSON;charset=UTF-8',
  ]) {
    test(`is judged: ${type}`, async () => {
      const json = api(type.split(';')[0]!.toLowerCase(), { schema: { type: 'object' } });

      assert.deepEqual(await json.ask(post('{}', type)), []);
      assert.deepEqual(await json.ask(post('[]', type)), ['body # must be an object']);
    });
  }
});

describe('a schema of all bodies', () => {
  for (const [type, problems] of [
    ['application/json', ['body # must be an object']],
    ['application/merge-patch+json', ['body # must be an object']],
    ['text/plain', ['media_type_not_supported']],
  ] as const) {
    test(`judges what is written as JSON, and takes nothing else: ${type}`, async () => {
      const isObject: Check = (value, run) => (typeof value === 'object' ? true : run.fail('must be an object'));
      const all = described({}, { operations: undefined, requestBody: isObject });

      assert.deepEqual(await all.ask(post('1', type)), problems);
    });
  }
});
