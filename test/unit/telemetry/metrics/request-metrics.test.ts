import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cacheNote } from '../../../../shared/engine/cache-note.ts';
import type { Finished } from '../../../../shared/engine/exchange.ts';
import { limitHit } from '../../../../shared/engine/limit-hit.ts';
import { Fault } from '../../../../shared/errors/fault.ts';
import { ModelMetrics } from '../../../../shared/telemetry/metrics/model-metrics.ts';
import { Registry } from '../../../../shared/telemetry/metrics/registry.ts';
import { RequestMetrics } from '../../../../shared/telemetry/metrics/request-metrics.ts';
import type { Samples } from '../../../../shared/telemetry/metrics/samples.ts';
import { finishedExchange } from '../finished-exchange.ts';

const route = { id: 'api', upstreamName: 'app' };
const registryOf = (exchanges: readonly Finished[], isExact = false): Registry => {
  const registry = new Registry();
  const metrics = new RequestMetrics({
    ...{ registry, isExact, routes: ['api'], upstreams: ['app', 'spare'] },
    clock: { monotonic: () => 1250 },
    models: new ModelMetrics(registry, () => 'm'),
  });
  for (const exchange of exchanges) metrics.record(exchange);
  return registry;
};

/** Samples as `label/label value`, without those that are zero. */
const shown = (samples: Samples, key: keyof Samples): readonly string[] =>
  (samples[key] ?? []).filter(({ value }) => value > 0).map(({ labels, value }) => `${labels.join('/')} ${value}`);

describe('requests', () => {
  test('are counted by route, method and class of status', () => {
    const samples = registryOf([
      finishedExchange({ route, status: 200 }),
      finishedExchange({ route, status: 204, method: 'POST' }),
      finishedExchange({ status: 404 }),
    ]).samples();

    assert.deepEqual(shown(samples, 'requests'), ['api/GET/2xx 1', 'api/POST/2xx 1', 'unknown/GET/4xx 1']);
  });

  test('of methods that a client made up are counted together', () => {
    const made = Array.from({ length: 2000 }, (_, i) => finishedExchange({ route, status: 200, method: `M${i}` }));

    assert.deepEqual(shown(registryOf(made).samples(), 'requests'), ['api/other/2xx 2000']);
  });

  test('are timed to the last byte, and to the head of the answer where an upstream gave it', () => {
    const samples = registryOf([
      finishedExchange({ route, status: 200, tries: [{ target: 'a:1' }] }),
      finishedExchange({ route, status: 429 }),
    ]).samples();

    assert.deepEqual(shown(samples, 'durations'), ['api 0.5']);
    assert.deepEqual(shown(samples, 'firstBytes'), ['api 0.002']);
  });

  test('that failed are counted by the code of the failure', () => {
    const broken = { bytesSent: 10, bytesReceived: 3, fault: new Fault('upstream_body_broken') };
    const samples = registryOf([
      finishedExchange({ route, status: 429, fault: new Fault('rate_limited') }),
      finishedExchange({ route, status: 200, ending: broken }),
    ]).samples();

    assert.deepEqual(shown(samples, 'faults'), ['api/rate_limited 1', 'api/upstream_body_broken 1']);
    assert.deepEqual([shown(samples, 'bytesIn'), shown(samples, 'bytesOut')], [['api 3'], ['api 10']]);
  });

  test('that met a limit are counted by its name, and never by whose count it was', () => {
    const exchange = finishedExchange({ route, status: 429 });
    exchange.set(limitHit, { limit: 'burst', key: 'secret', action: 'rejected' });
    const registry = registryOf([exchange]);

    assert.deepEqual(shown(registry.samples(), 'limitHits'), ['api/burst/rejected 1']);
    assert.ok(!JSON.stringify(registry.samples()).includes('secret'));
  });

  test('on a route with a cache are counted by what it did', () => {
    const exchange = finishedExchange({ route, status: 200 });
    exchange.set(cacheNote, { state: 'hit' });

    assert.deepEqual(shown(registryOf([exchange]).samples(), 'cached'), ['api/hit 1']);
  });

  test('show their tries by outcome, and which of them were retries', () => {
    const refused = { target: 'a:1', fault: new Fault('upstream_refused') };
    const samples = registryOf([
      finishedExchange({ route, status: 200, tries: [refused, refused, { target: 'b:1' }] }),
    ]).samples();

    assert.deepEqual(shown(samples, 'attempts'), ['app//upstream_refused 2', 'app//2xx 1']);
    assert.deepEqual(shown(samples, 'retries'), ['app 2']);
  });

  test('show hedges apart from retries', () => {
    const exchange = finishedExchange({ route, status: 200, tries: [{ target: 'a:1' }, { target: 'b:1' }] });
    const [first, second] = exchange.attempts;
    exchange.attempts = [
      { ...first!, status: undefined },
      { ...second!, isHedge: true },
    ];
    const samples = registryOf([exchange]).samples();

    assert.deepEqual(shown(samples, 'attempts'), ['app//cancelled 1', 'app//2xx 1']);
    assert.deepEqual([shown(samples, 'retries'), shown(samples, 'hedges')], [[], ['app 1']]);
  });

  test('that went to another upstream are counted by a reason without its numbers', () => {
    const exchange = finishedExchange({ route, status: 200, tries: [{ target: 'a:1' }] });
    exchange.tried({ ...exchange.attempts[0]!, upstream: 'spare' });
    exchange.fallback = { from: 'app', reason: 'latency_threshold_312ms_exceeded_300ms' };
    const samples = registryOf([exchange]).samples();

    assert.deepEqual(shown(samples, 'fallbacks'), ['api/app/spare/latency_threshold 1']);
    assert.deepEqual(shown(samples, 'retries'), []);
  });

  test('tell statuses and targets apart where that is asked for', () => {
    const samples = registryOf([finishedExchange({ route, status: 201, tries: [{ target: 'a:1' }] })], true).samples();

    assert.deepEqual(shown(samples, 'requests'), ['api/GET/201 1']);
    assert.deepEqual(shown(samples, 'attempts'), ['app/a:1/2xx 1']);
  });
});
