import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import type { Exchange } from '../../../shared/engine/exchange.ts';
import type { FilterParts } from '../../../shared/engine/filter.ts';
import { Fault } from '../../../shared/errors/fault.ts';
import { decompress } from '../../../shared/filters/decompress.ts';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { collectBody } from '../../../shared/http/collect-body.ts';
import { routedExchange } from '../../support/exchange.ts';
import { FakePlatform } from '../../support/fake-platform.ts';

const parts = {
  platform: new FakePlatform(),
  decoding: { maxRatio: 100, maxBytes: 1_000_000 },
} as unknown as FilterParts;
const filter = decompress.create({ phase: 'request', onlyWhenNeeded: false }, parts);

/** The request as it goes on, its body as text. */
async function decoded(coding: string, content: Uint8Array | null): Promise<{ exchange: Exchange; text: string }> {
  const headers = { 'content-encoding': coding, 'content-digest': 'sha-256=:AAAA:', 'x-a': '1' };
  const exchange = routedExchange({ method: 'POST', headers });
  exchange.body = content && new BytesBody(content);
  filter.onRequest?.(exchange);
  const bytes = exchange.body ? await collectBody(exchange.body, 1e7) : new Uint8Array();
  return { exchange, text: new TextDecoder().decode(bytes) };
}

const failsWith = (code: string) => (error: unknown) => error instanceof Fault && error.code === code;

describe('the decompress filter', () => {
  test('decodes two codings in the reverse of the order in which they were applied', async () => {
    const { exchange, text } = await decoded('identity, deflate, x-gzip', gzipSync(deflateSync('hello')));

    assert.equal(text, 'hello');
    assert.deepEqual(exchange.request.headers.flat, ['x-a', '1']);
    assert.equal(exchange.received.headers.has('content-encoding'), true);
  });

  test('lets short texts grow as they like', async () => {
    const { text } = await decoded('gzip', gzipSync(Buffer.alloc(60_000, 'a')));

    assert.equal(text.length, 60_000);
  });

  test('breaks off what grows beyond its ratio or its size, also inside of another coding', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000), { level: 9 });

    await assert.rejects(decoded('gzip', bomb), failsWith('payload_too_large'));
    await assert.rejects(decoded('gzip, gzip', gzipSync(bomb)), failsWith('payload_too_large'));
  });

  test('refuses more than two codings, and those nobody knows', async () => {
    await assert.rejects(decoded('gzip, gzip, gzip', new Uint8Array(3)), failsWith('content_coding_not_supported'));
    await assert.rejects(decoded('compress', new Uint8Array(3)), failsWith('content_coding_not_supported'));
  });

  test('refuses what is not in its coding, and what is but half of it', async () => {
    const half = gzipSync('a longer text than this one is hard to find').subarray(0, 30);

    await assert.rejects(decoded('gzip', Buffer.from('plain')), failsWith('content_coding_broken'));
    await assert.rejects(decoded('gzip', half), failsWith('content_coding_broken'));
  });

  test('asks nothing of a request without a body', async () => {
    const { exchange } = await decoded('unheard-of', null);

    assert.equal(exchange.request, exchange.received);
  });
});
