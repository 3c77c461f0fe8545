import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Exchange } from '../../../shared/engine/exchange.ts';
import { type HeadersOptions, headers } from '../../../shared/filters/headers.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { asking, noParts } from './exchange.ts';

const create = (options: HeadersOptions) => headers.create(options, noParts);

describe('the headers filter', () => {
  test('edits the request alone in the phase of the request', () => {
    const filter = create({ phase: 'request', remove: ['X-A'] });
    const list = HeaderList.of({ 'x-a': '1', 'x-b': '2' });

    filter.onUpstream?.(asking({}), list);

    assert.deepEqual(list.flat, ['x-b', '2']);
    assert.equal(filter.onResponse, undefined);
  });

  test('edits the response alone in the phase of the response', () => {
    const filter = create({ phase: 'response', remove: ['X-A'] });
    const exchange: Exchange = asking({});
    exchange.answered({ status: 200, headers: HeaderList.of({ 'x-a': '1', 'x-b': '2' }) });

    filter.onResponse?.(exchange);

    assert.deepEqual(exchange.response.headers.flat, ['x-b', '2']);
    assert.equal(filter.onUpstream, undefined);
    assert.equal(filter.onRequest, undefined);
  });

  test('edits both where it is told to', () => {
    const filter = create({ phase: 'both', remove: ['X-A'] });

    assert.ok(filter.onUpstream);
    assert.ok(filter.onResponse);
  });

  test('sets the Host where it is sent, and not as a field', () => {
    const filter = create({ phase: 'request', set: { Host: 'Inner.example.org', 'X-A': '1' } });
    const exchange = asking({});
    const list = new HeaderList();

    filter.onRequest?.(exchange);
    filter.onUpstream?.(exchange, list);

    assert.equal(exchange.request.authority, 'inner.example.org');
    assert.deepEqual(list.flat, ['x-a', '1']);
  });

  test('has no hook on the way in unless it sets the Host', () => {
    assert.equal(create({ phase: 'request', remove: ['X-A'] }).onRequest, undefined);
  });
});
