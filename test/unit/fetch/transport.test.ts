import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../shared/errors/fault.ts';
import type { FetchHost } from '../../../shared/fetch/fetch-host.ts';
import { FetchTransport } from '../../../shared/fetch/transport.ts';
import type { Body } from '../../../shared/http/body.ts';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { collectBody } from '../../../shared/http/collect-body.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import type { UpstreamRequest } from '../../../shared/platform/transport.ts';
import { FakeTime } from '../../support/fake-time.ts';
import { bytes, plainHost } from '../../support/fetch.ts';
import { PushedBody } from '../../support/pushed-body.ts';

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

describe('a round trip by fetch', () => {
  test('asks for the target as it stands, without following redirects', async () => {
    const { transport, sent } = transportTo(() => new Response(null, { status: 302, headers: { location: '/x' } }));

    const { head } = await transport.send(request({ path: '/a%2Fb/', query: '' })).response;

    assert.equal(sent[0]?.url, 'http://192.0.2.9:8080/a%2Fb/?');
    assert.equal(sent[0]?.init.redirect, 'manual');
    assert.deepEqual([head.status, head.headers.get('location')], [302, '/x']);
  });

  test('writes an IPv6 address in brackets', async () => {
    const { transport, sent } = transportTo(() => new Response(null));

    await transport.send(request({ host: '::1' })).response;

    assert.equal(sent[0]?.url, 'http://[::1]:8080/');
  });

  test('sends the announced length of a body, and its bytes', async () => {
    const received: string[] = [];
    const { transport, sent } = transportTo(async (init) => {
      received.push(await new Response(init.body).text());
      return new Response(null);
    });
    const body = new PushedBody(5);

    const call = transport.send(request({ method: 'POST', body }));
    await settled();
    body.sink!.write(bytes('hel'));
    body.sink!.write(bytes('lo'));
    body.sink!.end();
    await call.response;

    assert.deepEqual(received, ['hello']);
    assert.equal(new Headers(sent[0]?.init.headers).get('content-length'), '5');
  });

  test('hands bytes that are in memory over as they are', async () => {
    const { transport, sent } = transportTo(() => new Response(null));

    await transport.send(request({ method: 'POST', body: new BytesBody('hi') })).response;

    assert.deepEqual(sent[0]?.init.body, bytes('hi'));
  });

  test('gives the body of the answer chunk by chunk, with its length', async () => {
    const { transport } = transportTo(() => new Response('hello', { headers: { 'content-length': '5' } }));

    const { body } = await transport.send(request()).response;

    assert.equal(body?.length, 5);
    assert.deepEqual(await collectBody(body!, 100), bytes('hello'));
  });

  test('drops what described a body that fetch has decoded', async () => {
    const headers = { 'content-encoding': 'gzip', 'content-length': '60', etag: '"x"' };
    const { transport } = transportTo(() => new Response('plain', { headers }), { decodes: new Set(['gzip']) });

    const { head, body } = await transport.send(request()).response;

    assert.deepEqual(
      [...head.headers].map(([name]) => name).filter((name) => name.startsWith('content-en')),
      [],
    );
    assert.equal(head.headers.get('content-length'), undefined);
    assert.equal(body?.length, undefined);
  });

  test('leaves the fields of a coding that fetch does not decode', async () => {
    const headers = { 'content-encoding': 'zstd', 'content-length': '5' };
    const { transport } = transportTo(() => new Response('coded', { headers }), { decodes: new Set(['gzip']) });

    const { head } = await transport.send(request()).response;

    assert.equal(head.headers.get('content-encoding'), 'zstd');
    assert.equal(head.headers.get('content-length'), '5');
  });

  test('aborts the request and fails with the fault when it is cancelled before the answer', async () => {
    const { transport, sent } = transportTo(never);
    const call = transport.send(request());

    call.cancel(new Fault('client_left'));

    await assert.rejects(call.response, { code: 'client_left' });
    assert.equal(sent[0]?.init.signal?.aborted, true);
  });

  test('aborts the request and breaks the body when it is cancelled during the answer', async () => {
    const { transport, sent } = transportTo(() => new Response(new ReadableStream()));
    const call = transport.send(request());
    const { body } = await call.response;
    const whole = collectBody(body!, 100);

    call.cancel(new Fault('total_timeout'));

    await assert.rejects(whole, { code: 'total_timeout' });
    assert.equal(sent[0]?.init.signal?.aborted, true);
  });

  test('aborts the request when the body is let go of', async () => {
    const { transport, sent } = transportTo(() => new Response(new ReadableStream()));
    const { body } = await transport.send(request()).response;

    body?.cancel(new Fault('client_left'));

    assert.equal(sent[0]?.init.signal?.aborted, true);
  });

  test('lets go of the request body when there is no answer', async () => {
    const { transport } = transportTo(() => Promise.reject(new Error('connection refused')));
    const body = new PushedBody();

    await assert.rejects(transport.send(request({ method: 'POST', body })).response);

    assert.equal(body.cancelled?.code, 'upstream_refused');
  });

  test('times out when the head of the answer does not come', async () => {
    const { transport, time } = transportTo(never);
    const call = transport.send(request());

    time.advance(1_000 + 2_000 + 200);

    await assert.rejects(call.response, { code: 'upstream_first_byte_timeout' });
  });

  test('times out when the upstream stops sending, but not while nobody takes what it sends', async () => {
    let push: ReadableStreamDefaultController<Uint8Array> | undefined;
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        push = controller;
      },
    });
    const { transport, time } = transportTo(() => new Response(stream));
    const { body } = await transport.send(request()).response;
    const faults: string[] = [];

    body!.start({ write: () => false, end() {}, fail: (fault) => void faults.push(fault.code) });
    push!.enqueue(bytes('x'));
    await settled();
    time.advance(60_000);
    assert.deepEqual(faults, []);

    body!.resume();
    time.advance(3_000 + 200);
    assert.deepEqual(faults, ['upstream_read_timeout']);
  });

  test('fails with the fault of the request body when that breaks off', async () => {
    const { transport } = transportTo(async (init) => {
      await new Response(init.body).arrayBuffer().catch(() => undefined);
      return Promise.reject(new Error('Network connection lost.'));
    });
    const body = new PushedBody();
    const call = transport.send(request({ method: 'POST', body }));
    await settled();

    body.sink!.fail(new Fault('payload_too_large'));

    await assert.rejects(call.response, { code: 'payload_too_large' });
  });

  test('does not count the time the client takes to send its body', async () => {
    const { transport, time } = transportTo(async (init) => {
      await new Response(init.body).arrayBuffer();
      return never();
    });
    const body = new PushedBody();
    const call = transport.send(request({ method: 'POST', body }));
    await settled();

    time.advance(60_000);
    body.sink!.end();
    time.advance(1_000 + 2_000 + 200);

    await assert.rejects(call.response, { code: 'upstream_first_byte_timeout' });
  });

  for (const [message, code, unsent] of [
    ['tcp connect error: Connection refused (os error 111)', 'upstream_refused', true],
    ['proxy request failed, cannot connect to the specified address', 'upstream_refused', true],
    ['invalid peer certificate: UnknownIssuer', 'upstream_tls_failed', true],
    ['Network connection lost.', 'upstream_reset', false],
    ['connection closed before message completed', 'upstream_reset', false],
  ] as const) {
    test(`reads "${message}" as ${code}`, async () => {
      const { transport } = transportTo(() => Promise.reject(new TypeError(message)));

      await assert.rejects(transport.send(request()).response, { code, unsent });
    });
  }

  test('refuses an upgrade where the host cannot join the connections', async () => {
    const { transport, sent } = transportTo(() => new Response(null));

    await assert.rejects(transport.send(request({ upgrade: 'websocket' })).response, { code: 'upgrade_not_allowed' });
    assert.equal(sent.length, 0);
  });
});

function transportTo(answer: (init: RequestInit) => Response | Promise<Response>, parts: Partial<FetchHost> = {}) {
  const sent: Sent[] = [];
  const time = new FakeTime();
  const host = plainHost({
    ...parts,
    async fetch(url, init) {
      sent.push({ url, init });
      const aborted = new Promise<never>((_, reject) => {
        init.signal!.addEventListener('abort', () => reject(init.signal!.reason));
      });
      return Promise.race([answer(init), aborted]);
    },
  });
  return { transport: new FetchTransport({ host, timers: time, clock: time }), sent, time };
}

interface RequestParts {
  readonly method?: string;
  readonly host?: string;
  readonly path?: string;
  readonly query?: string;
  readonly body?: Body;
  readonly upgrade?: string;
}

function request({
  method = 'GET',
  host = '192.0.2.9',
  path = '/',
  query,
  body,
  upgrade,
}: RequestParts = {}): UpstreamRequest {
  const pool = { maxConnections: 1, maxIdle: 1, idleTimeoutMs: 1, maxLifetimeMs: undefined };
  return {
    address: { host, port: 8080, tls: undefined, pool },
    head: { method, scheme: 'http', authority: 'a.test', path, query, version: '1.1', headers: new HeaderList() },
    body: body ?? null,
    timeouts: { connectMs: 1_000, firstByteMs: 2_000, readMs: 3_000, writeMs: 4_000 },
    upgrade,
    informed: undefined,
  };
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** Lets promises that are due run. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
