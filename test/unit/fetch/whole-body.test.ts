import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../shared/errors/fault.ts';
import { FetchBody } from '../../../shared/fetch/fetch-body.ts';
import { FetchTransport } from '../../../shared/fetch/transport.ts';
import { WholeBody } from '../../../shared/fetch/whole-body.ts';
import { collectBody } from '../../../shared/http/collect-body.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import type { UpstreamCall } from '../../../shared/platform/transport.ts';
import { FakeTime } from '../../support/fake-time.ts';
import { bytes, plainHost } from '../../support/fetch.ts';

describe('the body of a fetched answer taken in one piece', () => {
  test('is one announced as short', async () => {
    const { body } = await callFor(new Response('hello', { headers: { 'content-length': '5' } })).response;

    assert.ok(body instanceof WholeBody);
    assert.deepEqual(await collectBody(body, 100), bytes('hello'));
  });

  for (const [what, headers] of [
    ['announced as longer', { 'content-length': '11' }],
    ['whose length is not announced', {}],
    ['that is a stream of events', { 'content-length': '5', 'content-type': 'Text/Event-Stream; charset=utf-8' }],
  ] as const) {
    test(`is not one ${what}`, async () => {
      const { body } = await callFor(new Response('hello', { headers })).response;

      assert.ok(body instanceof FetchBody);
    });
  }

  test('fails when it ends before the announced length', async () => {
    const { body } = await callFor(new Response('hel', { headers: { 'content-length': '5' } })).response;

    await assert.rejects(collectBody(body!, 100), { code: 'upstream_body_broken' });
  });

  test('fails when the upstream breaks off', async () => {
    const { stream, controller } = openStream();
    const { body } = await callFor(new Response(stream, { headers: { 'content-length': '5' } })).response;
    const whole = collectBody(body!, 100);
    controller.error(new Error('reset'));

    await assert.rejects(whole, { code: 'upstream_body_broken' });
  });

  test('fails with the reason when the call is cancelled, and nothing follows', async () => {
    const { stream, controller } = openStream();
    const call = callFor(new Response(stream, { headers: { 'content-length': '5' } }));
    const { body } = await call.response;
    const whole = collectBody(body!, 100);
    call.cancel(new Fault('client_left'));
    controller.error(new Error('aborted'));

    await assert.rejects(whole, { code: 'client_left' });
  });

  test('breaks the call off when the upstream stops sending', async () => {
    const time = new FakeTime();
    const { body } = await callFor(new Response(openStream().stream, { headers: { 'content-length': '5' } }), time)
      .response;
    const whole = collectBody(body!, 100);
    time.advance(300);

    await assert.rejects(whole, { code: 'upstream_read_timeout' });
  });
});

/** A body that never ends of itself. */
function openStream(): { stream: ReadableStream<Uint8Array>; controller: ReadableStreamDefaultController<Uint8Array> } {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = new ReadableStream<Uint8Array>({
    start(given) {
      controller = given;
    },
  });
  return { stream, controller: controller! };
}

function callFor(answer: Response, time = new FakeTime()): UpstreamCall {
  const host = plainHost({ wholeBytes: 10, fetch: async () => answer });
  const head = { method: 'GET', scheme: 'http', authority: '', path: '/', query: undefined, version: '1.1' } as const;
  return new FetchTransport({ host, timers: time, clock: time }).send({
    address: {
      host: '192.0.2.9',
      port: 8080,
      tls: undefined,
      pool: { maxConnections: 1, maxIdle: 1, idleTimeoutMs: 1, maxLifetimeMs: undefined },
    },
    head: { ...head, headers: new HeaderList() },
    body: null,
    timeouts: { connectMs: 100, firstByteMs: 100, readMs: 200, writeMs: 100 },
    upgrade: undefined,
    informed: undefined,
  });
}
