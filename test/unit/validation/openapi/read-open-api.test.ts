import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readOpenApi } from '../../../../shared/validation/openapi/read-open-api.ts';
import { described } from '../../../support/validation/described.ts';

const needs = (name: string) => ({ parameters: [{ name, in: 'query', required: true, schema: {} }] });
const problemsOf = (document: object) =>
  readOpenApi(document, { isStrict: false, basePath: undefined }).problems.map(
    ({ pointer, message }) => `/${pointer.join('/')} ${message}`,
  );
const withPaths = (paths: object) => problemsOf({ openapi: '3.1.0', paths });

describe('paths of a description', () => {
  const api = described({
    '/a/{id}': { get: needs('open') },
    '/a/mine': { get: needs('plain') },
    '/a/{name}.{kind}': { get: needs('parts') },
    '/{all}/mine/x': { get: needs('deep') },
    '/sp%20ace': { get: needs('space') },
  });

  for (const [path, name] of [
    ['/a/7', 'open'],
    ['/a/mine', 'plain'],
    ['/a/m%69ne', 'plain'],
    ['/a/x.pdf', 'parts'],
    ['/a/mine/x', 'deep'],
    ['/sp%20ace', 'space'],
  ]) {
    test(`take ${path} for what says the most of it`, async () => {
      assert.deepEqual(await api.ask({ path: path! }), [`query ${name}# is missing`]);
    });
  }

  for (const path of ['/a', '/a/', '/a/7/8', '/A/7', '/']) {
    test(`do not take ${path}`, async () => {
      assert.deepEqual(await api.ask({ path }), []);
    });
  }

  test('are under those of the servers, or under the one that is written', async () => {
    const servers = [
      { url: 'https://{host}/{v}/', variables: { host: { default: 'x.test' }, v: { default: 'v1' } } },
      { url: '/two' },
    ];
    const paths = { '/a': { get: needs('c') } };
    const under = described(paths, { document: { servers } });

    for (const path of ['/v1/a', '/two/a']) assert.deepEqual(await under.ask({ path }), ['query c# is missing']);
    assert.deepEqual(await under.ask({ path: '/a' }), []);
    assert.deepEqual(await described(paths, { document: { servers }, basePath: '/' }).ask({ path: '/a' }), [
      'query c# is missing',
    ]);
  });

  test('that are not described, and methods, are refused in strict mode', async () => {
    const strict = described({ '/a': { get: {} } }, { isStrict: true });

    assert.deepEqual(await strict.ask({ path: '/b' }), ['not_found']);
    assert.deepEqual(await strict.ask({ method: 'PUT', path: '/a' }), ['method_not_allowed']);
  });
});

describe('a broken description', () => {
  for (const [document, ...problems] of [
    [{}, '/ this is no OpenAPI document: it does not say "openapi"'],
    [{ swagger: '2.0' }, '/ this is Swagger 2.0; convert it to OpenAPI 3'],
    [{ openapi: '4.0.0' }, '/ version 4.0.0 of OpenAPI is not known; there is 3.0, 3.1 and 3.2'],
    [{ openapi: '3.0.1', paths: [] }, '/paths "paths" must be an object'],
    [
      { openapi: '3.0.1', components: { schemas: { A: { type: 'x' } } } },
      '/components/schemas/A/type "type" must be one of string, number, integer, boolean, object, array, null, or a list of them',
    ],
  ] as const) {
    test(`${JSON.stringify(document)} is told with its place`, () => {
      assert.deepEqual(problemsOf(document), problems);
    });
  }

  for (const [paths, ...problems] of [
    [{ a: {} }, '/paths/a a path begins with a slash'],
    [{ '/{a}/{a}': {} }, '/paths//{a}/{a} a parameter stands twice in the path'],
    [{ '/{a': {} }, '/paths//{a a brace of the path stands alone'],
    [{ '/{a}': {}, '/{b}': {} }, '/paths//{b} another path has the same form'],
    [{ '/a': { get: { parameters: [{ in: 'query' }] } } }, '/paths//a/get/parameters/0/name a parameter needs a name'],
    [
      { '/a': { get: { parameters: [{ name: 'x', in: 'body' }] } } },
      '/paths//a/get/parameters/0/in "in" must be path, query, header or cookie',
    ],
    [
      { '/a': { get: { parameters: [{ name: 'x', in: 'query', style: 'matrix' }] } } },
      '/paths//a/get/parameters/0/style "style" of a parameter in query must be one of form, spaceDelimited, pipeDelimited, deepObject',
    ],
    [
      { '/a': { get: { parameters: [{ $ref: '#/x' }] } } },
      '/paths//a/get/parameters/0/$ref "#/x" names nothing that is there',
    ],
    [
      { '/a': { get: { requestBody: { content: { json: {} } } } } },
      '/paths//a/get/requestBody/content/json "json" is no media type',
    ],
    [{ '/a': { get: { responses: { ok: {} } } } }, '/paths//a/get/responses/ok "ok" is no status'],
  ] as const) {
    test(`${JSON.stringify(paths)} is told with its place`, () => {
      assert.deepEqual(withPaths(paths), problems);
    });
  }
});
