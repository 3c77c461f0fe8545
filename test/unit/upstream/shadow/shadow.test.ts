import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Routed } from '../../../../shared/engine/exchange.ts';
import { Fault } from '../../../../shared/errors/fault.ts';
import type { Body } from '../../../../shared/http/body.ts';
import { ProxiedRequest } from '../../../../shared/upstream/proxied-request.ts';
import { Shadow, type ShadowOptions } from '../../../../shared/upstream/shadow/shadow.ts';
import type { RequestOptions } from '../../../support/exchange.ts';
import { FakePlatform } from '../../../support/fake-platform.ts';
import type { FakeCall } from '../../../support/fake-transport.ts';
import { type LegOptions, legOf, placesAt, proxiedExchange } from '../../../support/leg.ts';
import { ManualBody } from '../../http/manual-body.ts';
import { bytes, RecordingSink, settled } from '../../http/recording-sink.ts';

const options: ShadowOptions = {
  ...{ percentage: 100, sampleHeader: undefined, methods: new Set<string>(), timeoutMs: 1000 },
  ...{ bufferBody: true, maxBodyBytes: 10, maxInFlight: 100 },
};

class Scene {
  readonly platform = new FakePlatform();
  readonly leg;
  readonly shadow: Shadow;
  #isOver = false;

  constructor(changed: Partial<ShadowOptions> = {}, leg: LegOptions = {}) {
    this.leg = legOf(this.platform, { name: 'copy', targets: 1, ...leg });
    this.shadow = new Shadow(this.leg, { ...options, ...changed });
  }

  /** A request that comes in; what stands for its body is what the main upstream gets. */
  ask(request: RequestOptions & { readonly body?: Body } = {}) {
    const { exchange, background } = proxiedExchange(request);
    const copy = this.shadow.copy(exchange, new ProxiedRequest(exchange, undefined));
    void Promise.all(background).then(() => {
      this.#isOver = true;
    });
    return { exchange, copy };
  }

  get calls(): readonly FakeCall[] {
    return this.platform.transport.calls;
  }

  /** Whether the runtime may stop after the latest request. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get counts(): Readonly<Record<string, number>> {
    const some = Object.entries(this.shadow.counts).filter(([, count]) => count > 0);
    return Object.fromEntries(some) as Record<string, number>;
  }
}

/** Plays the main upstream, which takes the body as `sink` does. */
function upload({ body }: Routed, sink = new RecordingSink()): RecordingSink {
  body!.start(sink);
  return sink;
}

describe('a shadow', () => {
  test('sends the request on to the other upstream, marked, with its query and its Host', async () => {
    const scene = new Scene({}, { host: { fixed: 'copy.internal' } });

    scene.ask({ path: '/a', query: 'b=c', headers: { accept: 'text/plain' } });

    const { head, address } = scene.calls[0]!.request;
    assert.deepEqual([head.method, head.path, head.query, address.host], ['GET', '/a', 'b=c', 'copy0']);
    assert.equal(head.authority, 'copy.internal');
    assert.equal(head.headers.get('accept'), 'text/plain');
    assert.equal(head.headers.get('x-shadow-request'), 'true');
  });

  test('does not mark the request itself', async () => {
    const scene = new Scene();
    const { exchange } = proxiedExchange();
    const request = new ProxiedRequest(exchange, undefined);

    scene.shadow.copy(exchange, request);

    assert.equal(request.headers.has('x-shadow-request'), false);
  });

  test('lets the runtime stop only when the answer is read, and throws it away', async () => {
    const scene = new Scene();
    const answer = new ManualBody();

    scene.ask();
    scene.calls[0]!.answer(500, answer);
    await settled();
    assert.equal(scene.isOver, false);
    assert.equal(answer.sink.write(bytes('whatever')), true);
    answer.sink.end();
    await settled();

    assert.equal(scene.isOver, true);
    assert.deepEqual(scene.counts, { sent: 1, answered: 1 });
    assert.deepEqual(placesAt(scene.leg), [0]);
    assert.equal(scene.shadow.inFlight, 0);
  });

  test('breaks off an answer that goes on and on', async () => {
    const scene = new Scene();
    const answer = new ManualBody();

    scene.ask();
    scene.calls[0]!.answer(200, answer);
    await settled();
    for (let i = 0; i < 5; i += 1) answer.sink.write(new Uint8Array(64 * 1024));

    assert.equal(answer.cancelled.length, 1);
    assert.deepEqual(scene.counts, { sent: 1, answered: 1 });
    assert.deepEqual(placesAt(scene.leg), [0]);
  });

  test('copies the share of requests it is told', async () => {
    const scene = new Scene({ percentage: 25, maxInFlight: 10_000 });

    for (let i = 0; i < 2000; i += 1) scene.ask();

    assert.ok(Math.abs(scene.calls.length - 500) < 100, String(scene.calls.length));
  });

  test('copies none at 0 percent', async () => {
    const scene = new Scene({ percentage: 0 });

    for (let i = 0; i < 100; i += 1) scene.ask();

    assert.equal(scene.calls.length, 0);
  });

  test('copies only requests with the header, by its exact value', async () => {
    const scene = new Scene({ sampleHeader: { name: 'x-copy', value: 'Yes' } });

    for (const value of ['yes', 'Yes', '']) scene.ask({ headers: { 'x-copy': value } });
    scene.ask();

    assert.equal(scene.calls.length, 1);
  });

  test('copies only the methods it is told', async () => {
    const scene = new Scene({ methods: new Set(['GET']) });

    for (const method of ['GET', 'DELETE']) scene.ask({ method });

    assert.deepEqual(
      scene.calls.map(({ request }) => request.head.method),
      ['GET'],
    );
  });

  test('copies no copy, so that two that copy to each other do not go on for ever', async () => {
    const scene = new Scene();

    scene.ask({ headers: { 'x-shadow-request': 'true' } });

    assert.equal(scene.calls.length, 0);
  });

  test('copies no WebSocket', async () => {
    const scene = new Scene();

    scene.ask({ headers: { connection: 'Upgrade', upgrade: 'websocket' } });

    assert.equal(scene.calls.length, 0);
  });

  test('sends the body along once all of it is there', async () => {
    const scene = new Scene();
    const body = new ManualBody();
    const { exchange } = scene.ask({ method: 'POST', body });
    const main = upload(exchange);
    const copied = new RecordingSink();

    body.sink.write(bytes('pay'));
    assert.equal(scene.calls.length, 0);
    body.sink.write(bytes('load'));
    body.sink.end();
    const { request } = scene.calls[0]!;
    request.body!.start(copied);

    assert.deepEqual(main.events, ['write:pay', 'write:load', 'end']);
    assert.equal(request.body!.length, 7);
    assert.deepEqual(copied.events, ['write:payload', 'end']);
  });

  test('keeps bytes that are changed further on as they were', async () => {
    const scene = new Scene();
    const body = new ManualBody();
    const { exchange } = scene.ask({ method: 'POST', body });
    const piece = bytes('before');
    const copied = new RecordingSink();

    upload(exchange);
    body.sink.write(piece);
    piece.fill(0);
    body.sink.end();
    scene.calls[0]!.request.body!.start(copied);

    assert.deepEqual(copied.events, ['write:before', 'end']);
  });

  test('does not make the main body wait for a copy that stalls', async () => {
    const scene = new Scene();
    const body = new ManualBody();
    const { exchange } = scene.ask({ method: 'POST', body });
    const stalled = new RecordingSink();
    stalled.takes = false;

    upload(exchange);
    assert.equal(body.sink.write(bytes('pay')), true);
    body.sink.end();
    scene.calls[0]!.request.body!.start(stalled);

    assert.deepEqual(stalled.events, ['write:pay']);
    assert.equal(body.resumed, 0);
  });

  test('copies no body beyond its bound, announced or not, and lets the main one through', async () => {
    const scene = new Scene({ maxBodyBytes: 3 });
    const announced = scene.ask({ method: 'POST', body: new ManualBody(4) });
    const body = new ManualBody();
    const unannounced = scene.ask({ method: 'POST', body });
    const main = upload(unannounced.exchange);

    body.sink.write(bytes('four'));
    body.sink.end();

    assert.equal(announced.copy, undefined);
    assert.deepEqual(main.events, ['write:four', 'end']);
    assert.equal(scene.calls.length, 0);
    assert.deepEqual(scene.counts, { skippedBody: 2 });
    assert.equal(scene.shadow.inFlight, 0);
  });

  test('copies no request with a body unless told to', async () => {
    const scene = new Scene({ bufferBody: false });

    scene.ask({ method: 'POST', body: new ManualBody() });
    scene.ask({ method: 'POST' });

    assert.equal(scene.calls.length, 1);
    assert.deepEqual(scene.counts, { skippedBody: 1, sent: 1 });
  });

  test('gives up on a body that breaks off, and on one that nobody reads to its end', async () => {
    const scene = new Scene();
    const broken = new ManualBody();
    const first = scene.ask({ method: 'POST', body: broken });
    const second = scene.ask({ method: 'POST', body: new ManualBody() });

    upload(first.exchange);
    broken.sink.fail(new Fault('request_body_broken'));
    first.copy!.leave();
    second.copy!.leave();
    await settled();

    assert.deepEqual(scene.counts, { skippedIncomplete: 2 });
    assert.equal(scene.shadow.inFlight, 0);
    assert.equal(scene.isOver, true);
  });

  test('goes on when the client has left after its request was complete', async () => {
    const scene = new Scene();
    const { exchange } = scene.ask();

    exchange.abort(new Fault('client_left'));
    await settled();
    scene.calls[0]!.answer(200);
    await settled();

    assert.deepEqual(scene.calls[0]!.cancelled, []);
    assert.deepEqual(scene.counts, { sent: 1, answered: 1 });
  });

  test('breaks a copy off that is not answered in time', async () => {
    const scene = new Scene();
    scene.ask();

    scene.platform.time.advance(1100);
    await settled();

    assert.equal(scene.calls[0]!.cancelled[0]!.code, 'total_timeout');
    assert.deepEqual(scene.counts, { sent: 1, timedOut: 1 });
    assert.equal(scene.isOver, true);
  });

  test('breaks an answer off that stalls', async () => {
    const scene = new Scene();
    const answer = new ManualBody();
    scene.ask();
    scene.calls[0]!.answer(200, answer);
    await settled();

    scene.platform.time.advance(1100);
    answer.sink.fail(scene.calls[0]!.cancelled[0]!);
    await settled();

    assert.deepEqual(scene.counts, { sent: 1, timedOut: 1 });
    assert.deepEqual(placesAt(scene.leg), [0]);
  });

  test('makes no more copies at once than it may', async () => {
    const scene = new Scene({ maxInFlight: 2 });

    for (let i = 0; i < 5; i += 1) scene.ask();
    scene.calls[0]!.answer(200);
    await settled();
    scene.ask();

    assert.equal(scene.calls.length, 3);
    assert.deepEqual(scene.counts, { sent: 3, answered: 1, skippedBusy: 3 });
  });

  test('stops after failures in a row, tries once half a minute later, and goes on when that is answered', async () => {
    const scene = new Scene();
    for (let i = 0; i < 8; i += 1) {
      scene.ask();
      scene.platform.transport.call.refuse();
      await settled();
    }
    assert.deepEqual(scene.counts, { sent: 5, failed: 5, skippedUnavailable: 3 });
    assert.equal(scene.shadow.breaker, 'open');

    scene.platform.time.advance(31_000);
    scene.ask();
    scene.ask();
    assert.equal(scene.calls.length, 6);
    scene.platform.transport.call.answer(500);
    await settled();
    scene.ask();

    assert.equal(scene.calls.length, 7);
    assert.equal(scene.shadow.inFlight, 1);
  });

  test('counts an upstream without a target', async () => {
    const scene = new Scene({}, { targets: 0 });

    scene.ask();
    await settled();

    assert.deepEqual(scene.counts, { skippedUnavailable: 1 });
    assert.equal(scene.isOver, true);
  });

  test('lets nothing that goes wrong reach the request', async () => {
    const scene = new Scene();
    scene.platform.transport.send = () => {
      throw new TypeError('out of sockets');
    };

    scene.ask();
    await settled();

    assert.deepEqual(scene.counts, { sent: 1, failed: 1 });
    assert.deepEqual(placesAt(scene.leg), [0]);
    assert.equal(scene.isOver, true);
  });
});
