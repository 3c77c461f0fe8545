import { describe } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Fault } from '../../shared/errors/fault.ts';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import { collectBody } from '../../shared/http/collect-body.ts';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import type { Ask, Stage } from './stage.ts';

const filter = (text: string): Slots => ({ filters: `filter "f" { ${text} }`, route: 'filters "f"' });

const page = '<p>all work and no play</p>'.repeat(100);

describe('filters of type compress', () => {
  const coding =
    (type = 'text/html', content = page, asked: Ask = {}) =>
    async (stage: Stage) => {
      stage.origin = (call) =>
        call.answer(200, new BytesBody(content), { 'content-type': type, 'content-length': String(content.length) });
      const { headers } = await stage.ask({ headers: { 'accept-encoding': 'gzip, br, zstd' }, ...asked });
      return headers.get('content-encoding') ?? 'plain';
    };
  alive('filters[compress].type', 'compresses responses', {
    off: filter('type "timeout"; request-timeout-secs 10'),
    on: filter('type "compress"'),
    see: coding(),
    shows: ['plain', 'br'],
  });
  alive('filters[compress].id', 'is the name that routes use', {
    off: { filters: 'filter "g" { type "compress" }; filter "f" { type "headers" }', route: 'filters "f"' },
    on: { filters: 'filter "f" { type "compress" }; filter "g" { type "headers" }', route: 'filters "f"' },
    see: coding(),
    shows: ['plain', 'br'],
  });
  alive('filters[compress].algorithms', 'names the codings, the best first', {
    off: filter('type "compress"; algorithms "gzip,brotli"'),
    on: filter('type "compress"; algorithms "zstd" "gzip"'),
    see: coding(),
    shows: ['gzip', 'zstd'],
  });
  alive('filters[compress].min-size', 'leaves smaller bodies alone', {
    off: filter('type "compress"; min-size 5'),
    on: filter('type "compress"; min-size 6'),
    see: coding('text/html', 'hello'),
    shows: ['br', 'plain'],
  });
  alive('filters[compress].content-types', 'names what is compressed', {
    off: filter('type "compress"'),
    on: filter('type "compress"; content-types "application/*" "*+json"'),
    see: async (stage) => [
      await coding()(stage),
      await coding('application/wasm')(stage),
      await coding('a/b+json')(stage),
    ],
    shows: [
      ['br', 'plain', 'plain'],
      ['plain', 'br', 'br'],
    ],
  });
  const words = Array.from({ length: 5_000 }, (_, i) => `${(i * 7919) % 1009} of ${(i * 31) % 97}`).join('\n');
  alive('filters[compress].level', 'makes smaller answers', {
    off: filter('type "compress"; level 1; algorithms "gzip"'),
    on: filter('type "compress"; level 9; algorithms "gzip"'),
    see: async (stage) => {
      stage.origin = (call) => call.answer(200, new BytesBody(words), { 'content-type': 'text/html' });
      const { body } = await stage.begin({ headers: { 'accept-encoding': 'gzip' } });
      const bytes = await collectBody(body!, 1e6);
      return [gunzipSync(bytes).length === words.length, bytes.length < 17_000];
    },
    shows: [
      [true, false],
      [true, true],
    ],
  });
  alive('filters[compress].max-concurrent', 'lets further responses go as they are', {
    off: filter('type "compress"; max-concurrent 2'),
    on: filter('type "compress"; max-concurrent 1'),
    see: async (stage) => {
      stage.origin = (call) => call.answer(200, new BytesBody(page), { 'content-type': 'text/html' });
      const headers = { 'accept-encoding': 'gzip' };
      const replies = [await stage.begin({ headers }), await stage.begin({ headers })];
      const codings = replies.map(({ head }) => head.headers.get('content-encoding') ?? 'plain');
      for (const { body } of replies) await collectBody(body!, 1e6);
      return [...codings, await coding()(stage)];
    },
    shows: [
      ['gzip', 'gzip', 'br'],
      ['gzip', 'plain', 'br'],
    ],
  });
});

describe('filters of type decompress', () => {
  const bomb = gzipSync(Buffer.alloc(200_000));
  const sent = (content: Buffer) => async (stage: Stage) => {
    stage.origin = (call) => {
      if (call.request.body === null) return call.answer(200);
      collectBody(call.request.body, 1e6).then(
        (bytes) => call.answer(200, new BytesBody(`${bytes.length}`)),
        (fault: Fault) => call.fail(fault),
      );
    };
    const reply = await stage.ask({
      method: 'POST',
      headers: { 'content-encoding': 'gzip' },
      body: new BytesBody(content),
    });
    return [
      stage.calls.length > 0 ? (stage.sent.get('content-encoding') ?? 'plain') : 'none',
      reply.status,
      reply.code,
    ];
  };
  const got =
    (asked = '') =>
    async (stage: Stage) => {
      const content = gzipSync('hello');
      stage.origin = (call) => call.answer(200, new BytesBody(content), { 'content-encoding': 'gzip' });
      const { headers, text } = await stage.ask({ headers: { 'accept-encoding': asked } });
      return headers.get('content-encoding') ?? text;
    };
  alive('filters[decompress].type', 'decodes bodies', {
    off: filter('type "headers"'),
    on: filter('type "decompress"'),
    see: async (stage) => (await sent(gzipSync('hello'))(stage))[0],
    shows: ['gzip', 'plain'],
  });
  alive('filters[decompress].id', 'is the name that routes use', {
    off: { filters: 'filter "g" { type "decompress" }; filter "f" { type "headers" }', route: 'filters "f"' },
    on: { filters: 'filter "f" { type "decompress" }; filter "g" { type "headers" }', route: 'filters "f"' },
    see: async (stage) => (await sent(gzipSync('hello'))(stage))[0],
    shows: ['gzip', 'plain'],
  });
  alive('filters[decompress].phase', 'says whose bodies are decoded', {
    off: filter('type "decompress"; phase "request"'),
    on: filter('type "decompress"; phase "response"'),
    see: async (stage) => [(await sent(gzipSync('hello'))(stage))[0], await got()(stage)],
    shows: [
      ['plain', 'gzip'],
      ['gzip', 'hello'],
    ],
  });
  alive('filters[decompress].only-when-needed', 'leaves the work to clients that can do it', {
    off: filter('type "decompress"; phase "response"'),
    on: filter('type "decompress"; phase "response"; only-when-needed #true'),
    see: async (stage) => [await got('gzip')(stage), await got('br')(stage)],
    shows: [
      ['hello', 'hello'],
      ['gzip', 'hello'],
    ],
  });
  alive('filters[decompress].max-ratio', 'refuses bodies that grow too much', {
    off: filter('type "decompress"; max-ratio 5000'),
    on: filter('type "decompress"; max-ratio 50'),
    see: async (stage) => (await sent(bomb)(stage))[1],
    shows: [200, 413],
  });
  alive('filters[decompress].max-size', 'refuses bodies that become too large', {
    off: filter('type "decompress"; max-ratio 5000; max-size 200000'),
    on: filter('type "decompress"; max-ratio 5000; max-size 199999'),
    see: async (stage) => (await sent(bomb)(stage))[1],
    shows: [200, 413],
  });
  alive('limits.max-decompression-ratio', 'stands for filters that say nothing of it', {
    off: { ...filter('type "decompress"'), limits: 'max-decompression-ratio 5000' },
    on: { ...filter('type "decompress"'), limits: 'max-decompression-ratio 50' },
    see: async (stage) => (await sent(bomb)(stage))[1],
    shows: [200, 413],
  });
  alive('limits.max-decompressed-size', 'stands for filters that say nothing of it', {
    off: { ...filter('type "decompress"; max-ratio 5000'), limits: 'max-decompressed-size 200000' },
    on: { ...filter('type "decompress"; max-ratio 5000'), limits: 'max-decompressed-size 199999' },
    see: async (stage) => (await sent(bomb)(stage))[1],
    shows: [200, 413],
  });
});
