import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jsonSchema } from '../../../shared/config/json-schema.ts';
import { accepts } from './accepts.ts';

const schema = jsonSchema();

describe('the JSON Schema', () => {
  test('takes what the loader takes', () => {
    const good = {
      listeners: [{ id: 'main', address: '127.0.0.1:80', 'request-timeout-secs': '5s' }],
      routes: [{ id: 'a', matches: { 'path-prefix': ['/a'], headers: [{ name: 'X' }] }, upstream: 'app', priority: 5 }],
      upstreams: [{ id: 'app', targets: ['h:1', { address: 'h:2', weight: 2 }], 'load-balancing': 'random' }],
      filters: [{ id: 'f', type: 'headers', set: { a: 'b' }, add: { c: ['d', 'e'] } }],
      system: { 'admin-token': { env: 'TOKEN' } },
    };

    assert.equal(accepts(schema, good, schema), true);
  });

  test('refuses unknown names, wrong kinds and what is missing', () => {
    const bad = [
      { listener: [] },
      { listeners: [{ id: 'main' }] },
      { limits: { 'max-header-count': 'many' } },
      { routes: [{ id: 'a', 'builtin-handler': 'nope' }] },
      { filters: [{ id: 'f', type: 'timeout', set: {} }] },
      { upstreams: [{ id: 'a', 'load-balancing': { algorithm: 'random', key: 'path' } }] },
    ];

    for (const each of bad) assert.equal(accepts(schema, each, schema), false, JSON.stringify(each));
  });
});
