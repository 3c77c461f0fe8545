import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Body } from '../../../../shared/http/body.ts';
import { BytesBody } from '../../../../shared/http/bytes-body.ts';
import { consulSource } from '../../../../shared/upstream/discovery/consul-source.ts';
import { endpointOf, maxAnswerBytes } from '../../../../shared/upstream/discovery/endpoint.ts';
import { httpSource } from '../../../../shared/upstream/discovery/http-source.ts';
import { kubernetesSource } from '../../../../shared/upstream/discovery/kubernetes-source.ts';
import { notedRound, settle } from '../../../support/discovery.ts';
import { FakePlatform } from '../../../support/fake-platform.ts';

const utf8 = new TextEncoder();

describe('a list over HTTP', () => {
  /** Looks once at a source that answers this, and says what came of it. */
  async function look(answer: string | BytesBody, status = 200) {
    const platform = new FakePlatform();
    const options = { url: 'http://l.test/t', headers: [], tls: undefined, timeoutMs: 1_000, intervalMs: 10_000 };
    const source = httpSource(options, platform);
    const round = notedRound();
    const looking = source.look(round).catch((fault) => String(fault.detail));
    await settle();
    platform.transport.call.answer(status, typeof answer === 'string' ? new BytesBody(answer) : answer);
    const result = await looking;
    return round.told[0] ?? result;
  }

  test('may be of texts, objects and groups', async () => {
    const list = ['10.0.0.1:80', { address: '[fd00::1]:81', weight: 3, zone: 'b' }, { targets: ['c:1', 'c:2'] }];
    const told = ['10.0.0.1:80 1 -', 'fd00::1:81 3 b', 'c:1 1 -', 'c:2 1 -'];

    assert.deepEqual(await look(JSON.stringify(list)), told);
    assert.deepEqual(await look(JSON.stringify({ targets: list })), told);
    assert.deepEqual(await look('[]'), []);
  });

  const wrong: readonly (readonly [text: string, reason: RegExp, status?: number])[] = [
    ['nonsense', /not JSON/],
    ['{}', /no list of targets/],
    ['["10.0.0.1:80", 7]', /the 2\. of the list/],
    ['["http://10.0.0.1:80"]', /the 1\. of the list/],
    ['["10.0.0.1:0"]', /the 1\. of the list/],
    ['[{ "address": "a:1", "weight": -1 }]', /the 1\. of the list/],
    ['[{ "address": "a:1", "weight": "2" }]', /the 1\. of the list/],
    ['[{ "targets": ["a:1", "b"] }]', /the 1\. of the list/],
    ['{ "__proto__": { "targets": ["a:1"] } }', /no list of targets/],
    ['["10.0.0.1:80"]', /status 500/, 500],
    ['["10.0.0.1:80"]', /status 302/, 302],
  ];
  for (const [text, reason, status] of wrong) {
    test(`is not used in part: ${text}${status === undefined ? '' : ` with ${status}`}`, async () => {
      assert.match(String(await look(text, status)), reason);
    });
  }

  test('may not be longer than its bound', async () => {
    assert.match(String(await look(new BytesBody(new Uint8Array(maxAnswerBytes + 2)))), /more than 8388608 bytes/);
  });

  test('is not sent again while it is the same', async () => {
    const platform = new FakePlatform();
    const options = { url: 'http://l.test/t', headers: [], tls: undefined, timeoutMs: 1_000, intervalMs: 10_000 };
    const source = httpSource(options, platform);
    const round = notedRound();
    const first = source.look(round);
    await settle();
    platform.transport.call.answer(200, new BytesBody('["a:1"]'), { etag: '"v1"' });
    await first;
    const second = source.look(round);
    await settle();
    const asked = platform.transport.call.request.head.headers.get('if-none-match');
    platform.transport.call.answer(304);
    await second;

    assert.deepEqual([asked, round.told.length, round.noted.unchanged], ['"v1"', 1, 1]);
  });
});

describe('a catalogue of Consul', () => {
  const options = {
    ...{ url: 'http://c.test', service: 'app', datacenter: undefined, tag: undefined, onlyPassing: true },
    ...{ token: undefined, tls: undefined, timeoutMs: 1_000, waitMs: 60_000 },
  };

  test('is asked only now and then where its server knows no index', async () => {
    const platform = new FakePlatform();
    const looking = consulSource(options, platform).look(notedRound());
    await settle();
    platform.transport.call.answer(200, new BytesBody('[]'));

    assert.equal(await looking, 10_000);
  });

  test('is waited for a little longer than it was asked to wait, and no longer', async () => {
    const platform = new FakePlatform();
    const source = consulSource(options, platform);
    const first = source.look(notedRound());
    await settle();
    platform.transport.call.answer(200, new BytesBody('[]'), { 'x-consul-index': '5' });
    await first;
    const second = source.look(notedRound()).catch((fault) => String(fault.code));
    await settle();
    platform.time.advance(64_700);
    await settle();
    const early = platform.transport.call.cancelled.length;
    platform.time.advance(200);

    assert.deepEqual([early, await second], [0, 'upstream_first_byte_timeout']);
  });
});

describe('a watch of Kubernetes', () => {
  const event = (name: string, host: string) => ({
    type: 'ADDED',
    object: {
      metadata: { name, resourceVersion: '7' },
      ports: [{ name: '', port: 80 }],
      endpoints: [{ addresses: [host], zone: 'zürich' }],
    },
  });

  test('is understood however its bytes are split', async () => {
    const bytes = utf8.encode(`${JSON.stringify(event('a', '10.0.0.1'))}\n${JSON.stringify(event('b', '10.0.0.2'))}\n`);
    for (let at = 1; at < bytes.length; at += 1) {
      const told = await watched([bytes.subarray(0, at), bytes.subarray(at)]);

      assert.deepEqual(told.at(-1), ['10.0.0.1:80 1 zürich', '10.0.0.2:80 1 zürich'], `split at ${at}`);
    }
  });

  test('ends with a line that is no event, and with one that is too long', async () => {
    const long = new Uint8Array(maxAnswerBytes + 1).fill(97);

    assert.match(String(await watched([utf8.encode('nonsense\n')])), /not JSON/);
    assert.match(String(await watched([long])), /a line of more than/);
  });

  async function watched(pieces: readonly Uint8Array[]): Promise<readonly (readonly string[] | string)[]> {
    const platform = new FakePlatform();
    const access = { endpoint: endpointOf('https://k.test', undefined), headers: () => [] };
    const options = { namespace: 'n', service: 's', portName: undefined, timeoutMs: 1_000, watchMs: 9_000 };
    const source = kubernetesSource({ access, ...options }, platform);
    const round = notedRound();
    const list = source.look(round);
    await settle();
    platform.transport.call.answer(200, new BytesBody('{"metadata":{"resourceVersion":"1"},"items":[]}'));
    await list;
    const watch = source.look(round);
    await settle();
    platform.transport.call.answer(200, inPieces(pieces));
    const failed = await watch.then(
      () => undefined,
      (fault) => String(fault.detail),
    );
    return failed === undefined ? round.told : [failed];
  }
});

/** A body that comes in these pieces, until it is cancelled. */
function inPieces(pieces: readonly Uint8Array[]): Body {
  let isCancelled = false;
  return {
    length: undefined,
    start(sink) {
      for (const piece of pieces) if (!isCancelled) sink.write(piece);
      if (!isCancelled) sink.end();
    },
    resume() {},
    cancel() {
      isCancelled = true;
    },
  };
}
