import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { alertWebhook } from '../../../../shared/ai/limits/alert-webhook.ts';
import type { BudgetAlert } from '../../../../shared/ai/limits/budget-alerts.ts';
import type { Fault } from '../../../../shared/errors/fault.ts';
import { collectBody } from '../../../../shared/http/collect-body.ts';
import { FakePlatform } from '../../../support/fake-platform.ts';

const alert: BudgetAlert = {
  ...{ routeId: 'chat', budget: 'monthly', tenant: '#ab', threshold: 0.8, used: 8_100_000, limit: 10_000_000 },
  ...{ unit: 'USD', endsAt: Date.parse('2026-12-01T00:00:00Z') },
};

describe('the webhook of alerts', () => {
  test('posts them as JSON, and shows its secret', async () => {
    const { platform, sink } = make();

    const told = sink(alert);
    const { request } = platform.transport.call;
    const text = new TextDecoder().decode(await collectBody(request.body!, 10_000));
    platform.transport.call.answer(204);
    await told;

    assert.equal(request.head.method, 'POST');
    assert.equal(request.head.path, '/hooks');
    assert.equal(request.head.query, 'team=a');
    assert.equal(request.head.headers.get('x-secret'), 'sesame');
    assert.deepEqual([request.address.host, request.address.port], ['alerts.test', 443]);
    assert.deepEqual(JSON.parse(text), {
      ...{ type: 'budget_alert', route_id: 'chat', budget: 'monthly', tenant: '#ab', threshold: 0.8 },
      ...{ used: '8.10', limit: '10.00', unit: 'USD', period_end: '2026-12-01T00:00:00.000Z' },
    });
  });

  test('tries again while the other side fails, and gives up after the third time', async () => {
    const { platform, sink, faults } = make();

    const told = sink(alert);
    for (const waitMs of [1100, 5100, 0]) {
      platform.transport.call.answer(503);
      await settle();
      platform.time.advance(waitMs);
      await settle();
    }
    await told;

    assert.equal(platform.transport.calls.length, 3);
    assert.match(faults[0]!.detail!, /monthly at 0\.8 could not be posted: it answered 503/);
  });

  test('does not repeat what was refused for good', async () => {
    const { platform, sink, faults } = make();

    const told = sink(alert);
    platform.transport.call.answer(401);
    await told;

    assert.equal(platform.transport.calls.length, 1);
    assert.equal(faults.length, 1);
  });

  test('waits for no answer beyond its deadline', async () => {
    const { platform, sink } = make();

    void sink(alert);
    platform.time.advance(2100);
    await settle();

    assert.equal(platform.transport.call.cancelled.length, 1);
  });

  test('keeps a hundred at most, and says what it does not post', async () => {
    const { platform, sink, faults } = make();

    for (let i = 0; i < 101; i += 1) void sink(alert);
    await settle();

    assert.equal(platform.transport.calls.length, 100);
    assert.equal(faults.length, 1);
  });
});

function make() {
  const platform = new FakePlatform();
  const faults: Fault[] = [];
  const settings = { url: 'https://alerts.test/hooks?team=a', header: 'X-Secret', secret: 'sesame', timeoutMs: 2000 };
  const sink = alertWebhook(settings, { platform, report: (fault) => void faults.push(fault) });
  return { platform, sink, faults };
}

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}
