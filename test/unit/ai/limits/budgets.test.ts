import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BudgetSettings } from '../../../../shared/ai/limits/budget-quota.ts';
import type { MeterSettings } from '../../../../shared/ai/limits/token-meter.ts';
import { Pricer } from '../../../../shared/ai/money/pricer.ts';
import { limitHit } from '../../../../shared/engine/limit-hit.ts';
import { Fault } from '../../../../shared/errors/fault.ts';
import { HeaderList } from '../../../../shared/http/header-list.ts';
import { memoryLedger } from '../../../../shared/ledger/memory-ledger.ts';
import { aiRequest, meterOf, spent, tenantRequest, tokens, toldBy, unspent } from '../../../support/ai/metering.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const dayMs = 86_400_000;
const money: Partial<BudgetSettings> = { measure: 'money', limit: 1_000_000, currency: 'USD' };

describe('a budget', () => {
  test('refuses what it has no room for until its period ends', async () => {
    const { clock, meter } = make([{ limit: 1000 }]);
    await use(meter, 900);

    const refused = await faultOf(() => meter.admit(tenantRequest(), aiRequest(), tokens(200)));
    clock.advance(Number(refused.headers!['retry-after']) * 1000);

    assert.equal(refused.code, 'budget_exhausted');
    assert.equal(refused.status, 429);
    assert.match(refused.text, /^The request is estimated at 200 tokens, and 100 tokens are left of [^.]+\.$/);
    assert.equal(refused.headers!['x-budget-remaining'], '100');
    assert.equal(refused.headers!['x-budget-period-reset'], '2023-11-15T00:00:00Z');
    assert.ok(await meter.admit(tenantRequest(), aiRequest(), tokens(1000)));
  });

  test('tells what is left, and after the settlement what is left then', async () => {
    const { meter } = make([{ limit: 1000 }]);

    const admission = await meter.admit(tenantRequest(), aiRequest(), tokens(100, 300));
    const before = toldBy(admission);
    await admission.settle(spent(90, 30));

    assert.equal(before['x-budget-remaining'], '600');
    assert.equal(toldBy(admission)['x-budget-remaining'], '880');
  });

  test('tells of a request that outlives its period how that period stood, and when it ended', async () => {
    const { clock, meter } = make([{ limit: 1000 }]);

    const admission = await meter.admit(tenantRequest(), aiRequest(), tokens(100));
    clock.advance(dayMs);
    await admission.settle(spent(90, 30));

    assert.equal(toldBy(admission)['x-budget-remaining'], '880');
    assert.equal(toldBy(admission)['x-budget-period-reset'], '2023-11-15T00:00:00Z');
  });

  test('is told in place of what the upstream tells of budgets of its own', async () => {
    const { meter } = make([{ limit: 1000 }]);
    const theirs = { 'x-budget-remaining': '9', 'x-budget-warning': 'exceeded', 'x-budget-name': 'theirs' };
    const headers = HeaderList.of({ ...theirs, 'x-budget-currency': 'EUR', 'x-other': 'stays' });

    (await meter.admit(tenantRequest(), aiRequest(), tokens(100))).tell(headers);

    assert.deepEqual(Object.fromEntries(headers), {
      ...{ 'x-other': 'stays', 'x-budget-remaining': '900', 'x-budget-period-reset': '2023-11-15T00:00:00Z' },
    });
  });

  test('that is soft counts, lets through and warns', async () => {
    const { meter } = make([{ limit: 100, enforce: false }]);

    const told = toldBy(await meter.admit(tenantRequest(), aiRequest(), tokens(150)));

    assert.equal(told['x-budget-remaining'], '-50');
    assert.equal(told['x-budget-warning'], 'exceeded');
  });

  test('may be overdrawn by its allowance, with a warning', async () => {
    const { meter } = make([{ limit: 1000, burst: 100 }]);
    await use(meter, 1000);

    const told = toldBy(await meter.admit(tenantRequest(), aiRequest(), tokens(100)));
    const refused = await faultOf(() => meter.admit(tenantRequest(), aiRequest(), tokens(1)));

    assert.equal(told['x-budget-remaining'], '-100');
    assert.equal(told['x-budget-warning'], 'exceeded');
    assert.equal(refused.headers!['x-budget-remaining'], '-100');
  });

  test('that rolls over adds what was left, up to its cap', async () => {
    const { clock, meter } = make([{ limit: 1000, carryMax: 500 }]);
    await use(meter, 300);

    clock.advance(dayMs);
    const next = toldBy(await meter.admit(tenantRequest(), aiRequest(), tokens(0)));
    await use(meter, 1400);
    clock.advance(dayMs);
    const last = toldBy(await meter.admit(tenantRequest(), aiRequest(), tokens(0)));

    assert.equal(next['x-budget-remaining'], '1500');
    assert.equal(last['x-budget-remaining'], '1100');
  });

  test('that rolls over counts periods in which nobody asked', async () => {
    const { clock, meter } = make([{ limit: 1000, carryMax: 3000 }]);
    await use(meter, 1000);

    clock.advance(3 * dayMs);

    assert.equal(toldBy(await meter.admit(tenantRequest(), aiRequest(), tokens(0)))['x-budget-remaining'], '3000');
  });

  test('settles a request in the period it began in', async () => {
    const { clock, meter, alerts } = make([{ limit: 1000, thresholds: [0.5] }]);
    clock.advance(Date.parse('2023-11-14T23:45:00Z') - clock.now());
    const stream = await meter.admit(tenantRequest(), aiRequest(), tokens(100));

    clock.advance(1_800_000);
    const inNext = await meter.admit(tenantRequest(), aiRequest(), tokens(10));
    await stream.settle(spent(900));
    const after = await meter.admit(tenantRequest(), aiRequest(), tokens(10));

    assert.equal(toldBy(inNext)['x-budget-remaining'], '990');
    assert.equal(toldBy(after)['x-budget-remaining'], '980');
    assert.equal(alerts.length, 0);
  });

  test('forgets what a request used that was still under way long after the period', async () => {
    const { clock, meter } = make([{ limit: 1000 }]);
    const stream = await meter.admit(tenantRequest(), aiRequest(), tokens(100));

    clock.advance(dayMs);
    await stream.settle(spent(900));

    assert.equal(toldBy(await meter.admit(tenantRequest(), aiRequest(), tokens(0)))['x-budget-remaining'], '1000');
  });

  test('gives nothing back to a clock that is set back', async () => {
    const { clock, meter } = make([{ limit: 1000 }]);
    clock.advance(dayMs);
    await use(meter, 1000);

    clock.advance(-2 * dayMs);

    assert.equal((await faultOf(() => meter.admit(tenantRequest(), aiRequest(), tokens(1)))).code, 'budget_exhausted');
  });

  test('that is rolling lets go of what is older than its span', async () => {
    const { clock, meter } = make([{ limit: 1000, period: { kind: 'rolling', ms: dayMs } }]);
    await use(meter, 1000);

    clock.advance(dayMs / 2);
    const refused = await faultOf(() => meter.admit(tenantRequest(), aiRequest(), tokens(1)));
    clock.advance(dayMs * 0.7);

    assert.equal(refused.code, 'budget_exhausted');
    assert.match(refused.headers!['x-budget-period-reset']!, /^2023-11-1\dT/);
    assert.ok(await meter.admit(tenantRequest(), aiRequest(), tokens(1000)));
  });

  test('holds beside others, all or none, and the tightest is told', async () => {
    const { meter } = make([
      { name: 'hourly', limit: 500, period: { kind: 'hour', zone: 'UTC' } },
      { name: 'monthly', limit: 10_000, period: { kind: 'month', zone: 'UTC' } },
    ]);
    await use(meter, 400);

    const refused = await faultOf(() => meter.admit(tenantRequest(), aiRequest(), tokens(200)));
    const told = toldBy(await meter.admit(tenantRequest(), aiRequest(), tokens(100)));

    assert.match(refused.detail!, /^hourly/);
    assert.equal(refused.headers!['x-budget-name'], 'hourly');
    assert.equal(told['x-budget-remaining'], '0');
  });

  test('of which others ask more than it ever has is told so', async () => {
    const { meter } = make([{ limit: 100 }]);

    const refused = await faultOf(() => meter.admit(tenantRequest(), aiRequest(), tokens(101)));

    assert.deepEqual([refused.code, refused.status], ['request_too_large_for_limit', 413]);
    assert.match(
      refused.text,
      /at 101 tokens, and [^.]+ never lets more than 100 tokens through at once\. Waiting alone does/,
    );
  });

  test('of which nothing is left says so', async () => {
    const { meter } = make([{ limit: 100 }]);
    await use(meter, 100);

    const refused = await faultOf(() => meter.admit(tenantRequest(), aiRequest(), tokens(1)));

    assert.equal(refused.text, 'The budget of this period is used up.');
  });

  test('that is used up counts what goes to a fallback, and does not refuse it', async () => {
    const { meter } = make([{ limit: 100 }]);
    await use(meter, 100);

    const exchange = tenantRequest();
    await faultOf(() => meter.admit(exchange, aiRequest(), tokens(50)));
    const admission = await meter.admit(exchange, aiRequest(), tokens(500), { models: [], budgets: 'counted' });
    await admission.settle(spent(40));

    assert.equal(exchange.get(limitHit)?.action, 'logged');
    assert.equal(toldBy(admission)['x-budget-remaining'], '-40');
  });

  test('gets back what a failed request had reserved', async () => {
    const { meter } = make([{ limit: 100 }]);

    await (await meter.admit(tenantRequest(), aiRequest(), tokens(100))).settle(unspent());

    assert.ok(await meter.admit(tenantRequest(), aiRequest(), tokens(100)));
  });
});

describe('a budget of money', () => {
  test('reserves by the model that is asked for, and settles by the one that answered', async () => {
    const { meter } = make([money]);

    const admission = await meter.admit(tenantRequest(), aiRequest('gpt-4o'), tokens(100_000));
    const before = toldBy(admission);
    await admission.settle(spent(100_000, 0, { model: 'gpt-4o-mini' }));

    assert.equal(before['x-budget-remaining'], '0.75');
    assert.equal(before['x-budget-currency'], 'USD');
    assert.equal(toldBy(admission)['x-budget-remaining'], '0.985');
  });

  test('refuses models without a price', async () => {
    const { meter } = make([money]);

    for (const model of ['mine', undefined]) {
      const request = { ...aiRequest(), model };
      assert.equal((await faultOf(() => meter.admit(tenantRequest(), request, tokens(1)))).code, 'model_not_allowed');
    }
  });

  test('takes models without a price at the default where it is told to, and not elsewhere', async () => {
    const byDefault = { input: 1_000_000, output: 1_000_000 };
    const pricer = new Pricer({ currency: 'USD', rules: [], usesBook: true, byDefault });
    const taking = make([money], { pricer, rejectsUnknown: false }).meter;
    const refusing = make([money], { pricer, rejectsUnknown: true }).meter;

    const admission = await taking.admit(tenantRequest(), aiRequest('mine'), tokens(100_000));

    assert.equal(toldBy(admission)['x-budget-remaining'], '0.90');
    await faultOf(() => refusing.admit(tenantRequest(), aiRequest('mine'), tokens(100_000)));
  });

  test('charges an answer of an unknown model at the price of the one that was asked for', async () => {
    const { meter } = make([money]);

    const admission = await meter.admit(tenantRequest(), aiRequest('gpt-4o'), tokens(10));
    await admission.settle(spent(100_000, 0, { model: 'who-knows' }));

    assert.equal(toldBy(admission)['x-budget-remaining'], '0.75');
  });

  test('is told in the currency where something is too dear', async () => {
    const { meter } = make([money]);

    const refused = await faultOf(() => meter.admit(tenantRequest(), aiRequest('dear'), tokens(2000)));

    assert.match(refused.text, /2\.00 USD.*1\.00 USD/);
  });
});

describe('alerts of a budget', () => {
  test('come once for each threshold, and again in the next period', async () => {
    const { clock, meter, alerts } = make([{ limit: 1000, thresholds: [0.9, 0.5] }]);

    for (const amount of [400, 150, 100, 300, 10]) await use(meter, amount);
    const told = alerts.map(({ threshold, used }) => [threshold, used]);
    clock.advance(dayMs);
    await use(meter, 600);

    assert.deepEqual(told, [
      [0.5, 550],
      [0.9, 950],
    ]);
    assert.deepEqual(
      alerts.slice(2).map(({ threshold }) => threshold),
      [0.5],
    );
  });

  test('say whose budget it is, and until when', async () => {
    const { meter, alerts } = make([{ limit: 1000, thresholds: [0.5] }]);

    await use(meter, 800);

    assert.deepEqual(alerts, [
      {
        ...{ routeId: 'chat', budget: 'daily', tenant: 'a', threshold: 0.5, used: 800, limit: 1000, unit: 'tokens' },
        endsAt: Date.parse('2023-11-15T00:00:00Z'),
      },
    ]);
  });

  test('come once over all instances that share the ledger', async () => {
    const clock = new FakeClock();
    const ledger = memoryLedger(clock);
    const budgets = [{ limit: 1000, thresholds: [0.5] }];
    const instances = [1, 2, 3].map(() => meterOf({ clock, ledger, budgets }));

    for (const { meter } of instances) await use(meter, 300);

    assert.equal(instances.flatMap(({ alerts }) => alerts).length, 1);
  });

  test('come for each tenant', async () => {
    const { meter, alerts } = make([{ limit: 100, thresholds: [0.8] }]);

    for (const tenant of ['a', 'b'])
      await (await meter.admit(tenantRequest(tenant), aiRequest(), tokens(90))).settle(spent(90));

    assert.deepEqual(
      alerts.map(({ tenant }) => tenant),
      ['a', 'b'],
    );
  });

  test('come once in any span of a rolling budget', async () => {
    const { clock, meter, alerts } = make([{ limit: 1000, thresholds: [0.5], period: { kind: 'rolling', ms: dayMs } }]);

    await use(meter, 600);
    await use(meter, 100);
    clock.advance(dayMs * 1.2);
    await use(meter, 600);

    assert.equal(alerts.length, 2);
    assert.equal(alerts[0]!.endsAt, undefined);
  });

  test('of money name its currency', async () => {
    const { meter, alerts } = make([{ ...money, thresholds: [0.2] }]);

    await use(meter, 100_000);

    assert.deepEqual([alerts[0]!.unit, alerts[0]!.used], ['USD', 250_000]);
  });
});

function make(budgets: readonly Partial<BudgetSettings>[], settings: Partial<MeterSettings> = {}) {
  const clock = new FakeClock();
  return { clock, ...meterOf({ clock, ledger: memoryLedger(clock), budgets, settings }) };
}

async function use(meter: ReturnType<typeof make>['meter'], amount: number): Promise<void> {
  await (await meter.admit(tenantRequest(), aiRequest(), tokens(amount))).settle(spent(amount));
}

async function faultOf(work: () => unknown): Promise<Fault> {
  try {
    await work();
  } catch (error) {
    assert.ok(error instanceof Fault, String(error));
    return error;
  }
  throw new Error('nothing was thrown');
}
