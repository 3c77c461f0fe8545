import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../../shared/errors/fault.ts';
import { Attempts } from '../../../../shared/upstream/attempts.ts';
import { Hedging, type HedgingOptions } from '../../../../shared/upstream/hedging/hedging.ts';
import { ProxiedRequest } from '../../../../shared/upstream/proxied-request.ts';
import type { Taken } from '../../../../shared/upstream/taken.ts';
import type { RequestOptions } from '../../../support/exchange.ts';
import { FakePlatform } from '../../../support/fake-platform.ts';
import type { FakeCall } from '../../../support/fake-transport.ts';
import { type LegOptions, legOf, placesAt, proxiedExchange } from '../../../support/leg.ts';
import { ManualBody } from '../../http/manual-body.ts';
import { bytes, RecordingSink, settled } from '../../http/recording-sink.ts';

const options: HedgingOptions = { after: { ms: 100 }, budget: { percent: 100, min: 10 }, max: 1 };

interface SceneOptions extends RequestOptions {
  readonly body?: ManualBody;
  readonly hedging?: Partial<HedgingOptions>;
  readonly leg?: LegOptions;
}

class Scene {
  readonly platform = new FakePlatform();
  readonly hedging: Hedging;
  readonly leg;
  readonly exchange;
  readonly taken: Promise<Taken>;

  constructor({ hedging, leg, ...request }: SceneOptions = {}) {
    this.hedging = new Hedging({ ...options, ...hedging }, this.platform.clock);
    this.leg = legOf(this.platform, { hedging: this.hedging, ...leg });
    this.exchange = proxiedExchange(request).exchange;
    this.taken = this.ask();
  }

  ask(exchange = this.exchange): Promise<Taken> {
    const taken = new Attempts(exchange, new ProxiedRequest(exchange, 1000), this.leg).run();
    taken.catch(() => {});
    return taken;
  }

  get calls(): readonly FakeCall[] {
    return this.platform.transport.calls;
  }

  /** Lets the first try take so long. */
  async wait(ms = 150): Promise<void> {
    this.platform.time.advance(ms);
    await settled();
  }
}

describe('a hedged try', () => {
  test('begins a second one at another target once the first takes long', async () => {
    const scene = new Scene();

    await scene.wait(50);
    assert.equal(scene.calls.length, 1);
    await scene.wait(100);

    assert.deepEqual(
      scene.calls.map(({ request }) => request.address.host),
      ['app0', 'app1'],
    );
    assert.deepEqual(placesAt(scene.leg), [1, 1]);
  });

  test('takes the answer of the second and breaks the first off, which says nothing about its target', async () => {
    const scene = new Scene({ leg: { passiveHealth: ejectAtOnce } });
    await scene.wait();

    scene.calls[1]!.answer(200);
    const taken = await scene.taken;
    await settled();

    assert.equal(taken.target.name, 'app1:80');
    assert.deepEqual(
      scene.calls.map(({ cancelled }) => cancelled.length),
      [1, 0],
    );
    assert.deepEqual(placesAt(scene.leg), [0, 1]);
    assert.ok(scene.leg.upstream.states().every(({ consecutiveFailures }) => consecutiveFailures === 0));
  });

  test('names the try that answered last, so that the log tells its target', async () => {
    const scene = new Scene({ hedging: { max: 1 } });
    await scene.wait();

    scene.calls[0]!.answer(200);
    await scene.taken;

    assert.deepEqual(
      scene.exchange.attempts.map(({ target, isHedge }) => [target.name, isHedge]),
      [
        ['app1:80', true],
        ['app0:80', false],
      ],
    );
  });

  test('takes one of two answers that come at once, and cancels the body of the other', async () => {
    const scene = new Scene();
    const late = new ManualBody();
    await scene.wait();

    scene.calls[1]!.answer(200);
    scene.calls[0]!.answer(200, late);
    const taken = await scene.taken;
    await settled();

    assert.equal(taken.target.name, 'app1:80');
    assert.equal(late.cancelled.length, 1);
    assert.deepEqual(placesAt(scene.leg), [0, 1]);
  });

  test('waits for the first when the second answers badly', async () => {
    const scene = new Scene();
    await scene.wait();

    scene.calls[1]!.answer(503);
    await settled();
    scene.calls[0]!.answer(200);

    assert.equal((await scene.taken).response.head.status, 200);
    assert.deepEqual(placesAt(scene.leg), [1, 0]);
  });

  test('goes on with the second when the first fails', async () => {
    const scene = new Scene();
    await scene.wait();

    scene.calls[0]!.fail(new Fault('upstream_reset'));
    await settled();
    scene.calls[1]!.answer(200);

    assert.equal((await scene.taken).target.name, 'app1:80');
  });

  test('follows the retry policy when both fail', async () => {
    const scene = new Scene({ leg: { retry: { maxAttempts: 3 } } });
    await scene.wait();

    scene.calls[0]!.fail(new Fault('upstream_reset'));
    scene.calls[1]!.fail(new Fault('upstream_reset'));
    await settled();
    assert.equal(scene.calls.length, 3);
    scene.calls[2]!.fail(new Fault('upstream_first_byte_timeout'));

    await assert.rejects(scene.taken, { code: 'upstream_first_byte_timeout' });
    assert.deepEqual(placesAt(scene.leg), [0, 0]);
  });

  test('breaks both off when the client leaves, and gives both places back once', async () => {
    const scene = new Scene();
    await scene.wait();

    scene.exchange.abort(new Fault('client_left'));

    await assert.rejects(scene.taken, { code: 'client_left' });
    assert.deepEqual(
      scene.calls.map(({ cancelled }) => cancelled.length),
      [1, 1],
    );
    assert.deepEqual(placesAt(scene.leg), [0, 0]);
    await scene.wait(1000);
    assert.equal(scene.calls.length, 2);
  });

  test('begins no second one after the client left', async () => {
    const scene = new Scene();

    scene.exchange.abort(new Fault('client_left'));
    await assert.rejects(scene.taken);
    await scene.wait(1000);

    assert.equal(scene.calls.length, 1);
  });

  test('begins as many more as it may, each after the same wait', async () => {
    const scene = new Scene({ hedging: { max: 3 }, leg: { targets: 5, retry: { maxAttempts: 10 } } });

    await scene.wait(1000);

    assert.equal(scene.calls.length, 4);
  });

  test('makes no more tries in all than the policy allows', async () => {
    const scene = new Scene({ hedging: { max: 3 }, leg: { targets: 5, retry: { maxAttempts: 2 } } });

    await scene.wait(1000);

    assert.equal(scene.calls.length, 2);
  });

  test('is never made for a POST', async () => {
    const scene = new Scene({ method: 'POST' });

    await scene.wait(1000);

    assert.equal(scene.calls.length, 1);
  });

  test('is not made while there is no other target', async () => {
    const scene = new Scene({ leg: { targets: 1 } });

    await scene.wait(1000);

    assert.equal(scene.calls.length, 1);
  });

  test('sends a copy of the body once all of it is there', async () => {
    const body = new ManualBody();
    const scene = new Scene({ method: 'PUT', body, hedging: { max: 2 }, leg: { targets: 3 } });
    const sinks = [new RecordingSink(), new RecordingSink()];

    scene.calls[0]!.request.body!.start(sinks[0]!);
    body.sink.write(bytes('pay'));
    body.sink.write(bytes('load'));
    body.sink.end();
    await scene.wait();
    scene.calls[1]!.request.body!.start(sinks[1]!);
    scene.calls[1]!.answer(200);
    await scene.taken;

    assert.deepEqual(sinks[0]!.events, ['write:pay', 'write:load', 'end']);
    assert.deepEqual(sinks[1]!.events, ['write:payload', 'end']);
  });

  test('is not made while the body is still coming', async () => {
    const body = new ManualBody();
    const scene = new Scene({ method: 'PUT', body });

    scene.calls[0]!.request.body!.start(new RecordingSink());
    body.sink.write(bytes('pay'));
    await scene.wait(1000);

    assert.equal(scene.calls.length, 1);
  });

  test('is not made of a body larger than what is kept', async () => {
    const body = new ManualBody();
    const scene = new Scene({ method: 'PUT', body });

    scene.calls[0]!.request.body!.start(new RecordingSink());
    body.sink.write(new Uint8Array(1001));
    body.sink.end();
    await scene.wait(1000);

    assert.equal(scene.calls.length, 1);
  });

  test('stays within its budget', async () => {
    const scene = new Scene({ hedging: { budget: { percent: 10, min: 1 } } });

    for (let i = 0; i < 29; i += 1) void scene.ask(proxiedExchange().exchange);
    await scene.wait(1000);

    assert.equal(scene.calls.length, 30 + 3);
  });

  test('waits as long as the percentile of the answers so far', async () => {
    const scene = new Scene({ hedging: { after: { share: 0.95 } } });
    await scene.wait(1000);
    assert.equal(scene.calls.length, 1, 'too few answers are known');

    for (let i = 0; i < 100; i += 1) scene.hedging.noteLatency(i < 94 ? 10 : 200);
    await scene.wait(1000);
    void scene.ask(proxiedExchange().exchange);
    await scene.wait(180);
    assert.equal(scene.calls.length, 2);
    await scene.wait(100);

    assert.equal(scene.calls.length, 3);
  });

  test('counts a first try that was overtaken as one that took at least so long', async () => {
    const scene = new Scene({ hedging: { after: { ms: 100 } } });
    await scene.wait(400);
    scene.calls[1]!.answer(200);
    await scene.taken;
    await settled();
    const known: number[] = [];
    scene.hedging.noteLatency = (tookMs) => known.push(tookMs);

    const { exchange } = proxiedExchange();
    const taken = scene.ask(exchange);
    await scene.wait(400);
    scene.calls[3]!.answer(200);
    await taken;
    await settled();

    assert.equal(known.length, 2);
    assert.ok(Math.max(...known) >= 400, String(known));
  });
});

const ejectAtOnce = {
  ...{ consecutiveFailures: 1, failureRate: 1, minRequests: 1, windowMs: 1000, ejectionMs: 1000 },
  maxEjectedPercent: 100,
};
