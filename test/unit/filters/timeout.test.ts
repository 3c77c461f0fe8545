import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type TimeoutOptions, timeout } from '../../../shared/filters/timeout.ts';
import { asking, noParts } from './exchange.ts';

const create = (options: TimeoutOptions) => timeout.create(options, noParts);

describe('the timeout filter', () => {
  test('puts its waits in place of those of the upstream', () => {
    const exchange = asking({});

    create({ connectTimeoutMs: 100, upstreamTimeoutMs: 200 }).onRequest?.(exchange);

    assert.deepEqual(exchange.timeouts, { connectMs: 100, firstByteMs: 200, readMs: 200 });
  });

  test('leaves the waits it is told nothing of', () => {
    const exchange = asking({});

    create({ connectTimeoutMs: 100 }).onRequest?.(exchange);
    create({ upstreamTimeoutMs: 300 }).onRequest?.(exchange);

    assert.deepEqual(exchange.timeouts, { connectMs: 100, firstByteMs: 300, readMs: 300 });
  });

  test('goes before an earlier one where both name a wait', () => {
    const exchange = asking({});

    create({ connectTimeoutMs: 100, upstreamTimeoutMs: 200 }).onRequest?.(exchange);
    create({ connectTimeoutMs: 900 }).onRequest?.(exchange);

    assert.deepEqual(exchange.timeouts, { connectMs: 900, firstByteMs: 200, readMs: 200 });
  });

  test('bounds the whole exchange', () => {
    const filter = create({ requestTimeoutMs: 5000 });

    assert.equal(filter.totalMs, 5000);
    assert.equal(filter.onRequest, undefined);
  });

  test('without options does nothing', () => {
    assert.deepEqual(create({}), {});
  });
});
