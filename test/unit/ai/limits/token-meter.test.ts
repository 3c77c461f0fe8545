import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rateQuotas } from '../../../../shared/ai/limits/rate-quotas.ts';
import { inferenceCost } from '../../../../shared/engine/inference-cost.ts';
import { limitHit } from '../../../../shared/engine/limit-hit.ts';
import { Fault } from '../../../../shared/errors/fault.ts';
import { HeaderList } from '../../../../shared/http/header-list.ts';
import { memoryLedger } from '../../../../shared/ledger/memory-ledger.ts';
import { aiRequest, meterOf, spent, tenantRequest, tokens, toldBy, unspent } from '../../../support/ai/metering.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

describe('limits by tokens and requests', () => {
  test('hold the estimate while a request is under way, and what it used afterwards', async () => {
    const { meter } = make({ tokensPerMinute: 1000, burstTokens: 1000 });

    const first = await meter.admit(tenantRequest(), aiRequest(), tokens(500, 300));
    const refused = await faultOf(() => meter.admit(tenantRequest(), aiRequest(), tokens(300)));
    await first.settle(spent(100, 50));
    const second = await meter.admit(tenantRequest(), aiRequest(), tokens(300));

    assert.equal(refused.code, 'token_limit_exceeded');
    assert.equal(toldBy(first)['x-ratelimit-remaining-tokens'], '850');
    assert.equal(toldBy(second)['x-ratelimit-remaining-tokens'], '550');
  });

  test('take tokens of nobody whom the limit of requests refuses', async () => {
    const { meter } = make({ tokensPerMinute: 1000, burstTokens: 1000, requestsPerMinute: 1 });

    await meter.admit(tenantRequest(), aiRequest(), tokens(100));
    const refused = await faultOf(() => meter.admit(tenantRequest(), aiRequest(), tokens(100)));

    assert.equal(refused.code, 'rate_limited');
    assert.equal(refused.headers?.['x-ratelimit-remaining-tokens'], '900');
    assert.equal(refused.headers?.['x-ratelimit-remaining-requests'], '0');
    assert.equal(refused.headers?.['retry-after'], '66');
  });

  test('refuse what never fits, and say so instead of when to come again', async () => {
    const { meter } = make({ tokensPerMinute: 1_000_000, burstTokens: 1000 });

    const refused = await faultOf(() => meter.admit(tenantRequest(), aiRequest(), tokens(900, 200)));

    assert.equal(refused.code, 'request_too_large_for_limit');
    assert.equal(refused.status, 413);
    assert.equal(refused.headers?.['retry-after'], undefined);
    assert.match(refused.text, /1100 tokens.*tokens-per-minute.*1000 tokens/);
  });

  test('are owed what was used above the estimate', async () => {
    const { clock, meter } = make({ tokensPerMinute: 600, burstTokens: 600 });

    await (await meter.admit(tenantRequest(), aiRequest(), tokens(100))).settle(spent(1200));
    const refused = await faultOf(() => meter.admit(tenantRequest(), aiRequest(), tokens(1)));
    clock.advance(60_000);
    const still = await faultOf(() => meter.admit(tenantRequest(), aiRequest(), tokens(1)));
    clock.advance(1000);
    const again = await meter.admit(tenantRequest(), aiRequest(), tokens(1));

    assert.equal(refused.headers?.['retry-after'], '61');
    assert.equal(still.code, 'token_limit_exceeded');
    assert.equal(toldBy(again)['x-ratelimit-remaining-tokens'], '9');
  });

  test('give back the tokens of requests that used none, and the request of those that were refused here', async () => {
    const { meter } = make({ tokensPerMinute: 1000, burstTokens: 1000, requestsPerMinute: 10 });

    await (await meter.admit(tenantRequest(), aiRequest(), tokens(800))).settle(unspent('error'));
    await (await meter.admit(tenantRequest(), aiRequest(), tokens(800))).settle(unspent('refused'));
    const told = toldBy(await meter.admit(tenantRequest(), aiRequest(), tokens(0)));

    assert.equal(told['x-ratelimit-remaining-tokens'], '1000');
    assert.equal(told['x-ratelimit-remaining-requests'], '8');
  });

  test('count a request from its beginning, however long it takes', async () => {
    const { clock, meter } = make({ requestsPerMinute: 2 });

    await meter.admit(tenantRequest(), aiRequest(), tokens(1));
    await meter.admit(tenantRequest(), aiRequest(), tokens(1));
    clock.advance(66_000);

    assert.ok(await meter.admit(tenantRequest(), aiRequest(), tokens(1)));
  });

  test('let requests through in bursts of their own', async () => {
    const { clock, meter } = make({ requestsPerMinute: 60, burstRequests: 2 });

    await meter.admit(tenantRequest(), aiRequest(), tokens(1));
    await meter.admit(tenantRequest(), aiRequest(), tokens(1));
    const refused = await faultOf(() => meter.admit(tenantRequest(), aiRequest(), tokens(1)));
    clock.advance(2200);

    assert.equal(refused.code, 'rate_limited');
    assert.ok(await meter.admit(tenantRequest(), aiRequest(), tokens(1)));
  });

  test('by a window do not wait for what long requests hold', async () => {
    const { clock, meter } = make({ tokensPerMinute: 1000, burstTokens: 1000, algorithm: 'sliding-window' });
    const bucket = make({ tokensPerMinute: 1000, burstTokens: 1000 });

    await meter.admit(tenantRequest(), aiRequest(), tokens(1000));
    await bucket.meter.admit(tenantRequest(), aiRequest(), tokens(1000));
    clock.advance(66_000);
    bucket.clock.advance(66_000);

    assert.ok(await meter.admit(tenantRequest(), aiRequest(), tokens(1000)));
    await faultOf(() => bucket.meter.admit(tenantRequest(), aiRequest(), tokens(1000)));
  });

  test('count input and output apart', async () => {
    const { meter } = make({ inputTokensPerMinute: 1000, outputTokensPerMinute: 100, burstTokens: 1000 });

    const admission = await meter.admit(tenantRequest(), aiRequest(), tokens(400, 90));
    const refused = await faultOf(() => meter.admit(tenantRequest(), aiRequest(), tokens(700, 0)));
    await admission.settle(spent(300, 40));
    const told = toldBy(admission);

    assert.match(refused.detail!, /input-tokens-per-minute/);
    assert.equal(told['x-ratelimit-remaining-input-tokens'], '700');
    assert.equal(told['x-ratelimit-remaining-output-tokens'], '960');
  });

  test('count every client apart', async () => {
    const { meter } = make({ tokensPerMinute: 100, burstTokens: 100 });

    await meter.admit(tenantRequest('a'), aiRequest(), tokens(100));

    assert.ok(await meter.admit(tenantRequest('b'), aiRequest(), tokens(100)));
    assert.equal(
      (await faultOf(() => meter.admit(tenantRequest('a'), aiRequest(), tokens(1)))).code,
      'token_limit_exceeded',
    );
  });

  test('let at least 10,000 tokens through at once where no burst is said', async () => {
    const { meter } = make({ tokensPerMinute: 500 });

    assert.equal(
      toldBy(await meter.admit(tenantRequest(), aiRequest(), tokens(9000)))['x-ratelimit-limit-tokens'],
      '10000',
    );
  });

  test('are told by the names of Anthropic to those who speak with it', async () => {
    const { meter } = make({ tokensPerMinute: 60, burstTokens: 100, requestsPerMinute: 5 });

    const told = toldBy(await meter.admit(tenantRequest(), aiRequest('claude-sonnet-4-5', 'anthropic'), tokens(90)));

    assert.equal(told['anthropic-ratelimit-tokens-limit'], '100');
    assert.equal(told['anthropic-ratelimit-tokens-remaining'], '10');
    assert.match(told['anthropic-ratelimit-tokens-reset']!, /^2023-11-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.equal(told['anthropic-ratelimit-requests-remaining'], '4');
    assert.equal(told['x-ratelimit-reset-tokens'], '1m30s');
  });

  test('settle once', async () => {
    const { meter } = make({ tokensPerMinute: 1000, burstTokens: 1000 });
    const admission = await meter.admit(tenantRequest(), aiRequest(), tokens(100));

    await admission.settle(spent(200));
    await admission.settle(spent(900));

    assert.equal(
      toldBy(await meter.admit(tenantRequest(), aiRequest(), tokens(0)))['x-ratelimit-remaining-tokens'],
      '800',
    );
  });

  test('count the surplus of a request that lasted longer than anything is held', async () => {
    const { clock, meter } = make({ tokensPerMinute: 1000, burstTokens: 1000 });
    const admission = await meter.admit(tenantRequest(), aiRequest(), tokens(100));

    clock.advance(2 * 3_600_000);
    await admission.settle(spent(700));

    assert.equal(
      toldBy(await meter.admit(tenantRequest(), aiRequest(), tokens(0)))['x-ratelimit-remaining-tokens'],
      '400',
    );
  });

  test('take from all ledgers or from none', async () => {
    const clock = new FakeClock();
    const [one, other] = [memoryLedger(clock), memoryLedger(clock)];
    const subject = () => 'a';
    const quotas = [
      ...rateQuotas({ tokensPerMinute: 1000, burstTokens: 1000 }, { owner: 'one', ledger: one, subject }),
      ...rateQuotas({ requestsPerMinute: 1 }, { owner: 'other', ledger: other, subject }),
    ];
    const { meter } = meterOf({ clock, ledger: one, quotas });

    const first = await meter.admit(tenantRequest(), aiRequest(), tokens(100));
    await faultOf(() => meter.admit(tenantRequest(), aiRequest(), tokens(100)));
    await first.settle(spent(100));
    clock.advance(66_000);

    assert.equal(
      toldBy(await meter.admit(tenantRequest(), aiRequest(), tokens(0)))['x-ratelimit-remaining-tokens'],
      '1000',
    );
  });

  test('give back what one ledger granted when another does not answer', async () => {
    const clock = new FakeClock();
    const ledger = memoryLedger(clock);
    const away = { ...memoryLedger(clock), reserve: () => Promise.reject(new Fault('ledger_unavailable')) };
    const subject = () => 'a';
    const rates = rateQuotas({ tokensPerMinute: 60, burstTokens: 1000 }, { owner: 'one', ledger, subject });
    const broken = rateQuotas({ requestsPerMinute: 1 }, { owner: 'other', ledger: away as never, subject });

    const { meter } = meterOf({ clock, ledger, quotas: [...rates, ...broken] });
    const refused = await faultOf(() => meter.admit(tenantRequest(), aiRequest(), tokens(100)));
    const { meter: sound } = meterOf({ clock, ledger, quotas: rates });

    assert.equal(refused.code, 'ledger_unavailable');
    assert.equal(
      toldBy(await sound.admit(tenantRequest(), aiRequest(), tokens(0)))['x-ratelimit-remaining-tokens'],
      '1000',
    );
  });

  test('are noted for the logs when they refuse', async () => {
    const { meter } = make({ requestsPerMinute: 1 });
    await meter.admit(tenantRequest(), aiRequest(), tokens(1));
    const exchange = tenantRequest();

    await faultOf(() => meter.admit(exchange, aiRequest(), tokens(1)));

    assert.equal(exchange.get(limitHit)?.limit, 'requests-per-minute');
  });

  test('may be those of the request itself', async () => {
    const clock = new FakeClock();
    const ledger = memoryLedger(clock);
    const own = rateQuotas({ requestsPerMinute: 1 }, { owner: 'key 1', ledger, subject: () => 'k1' });
    const { meter } = meterOf({ clock, ledger, rates: { requestsPerMinute: 9 }, settings: { quotasOf: () => own } });

    await meter.admit(tenantRequest(), aiRequest(), tokens(1));

    assert.equal((await faultOf(() => meter.admit(tenantRequest(), aiRequest(), tokens(1)))).code, 'rate_limited');
  });
});

describe('the cost of a request', () => {
  test('is noted when it is settled, by the model that answered, and told to clients who are to know', async () => {
    const clock = new FakeClock();
    const { meter } = meterOf({ clock, ledger: memoryLedger(clock), settings: { costHeader: 'x-inference-cost' } });
    const exchange = tenantRequest();

    const admission = await meter.admit(exchange, aiRequest('gpt-4o'), tokens(10));
    const before = toldBy(admission)['x-inference-cost'];
    await admission.settle(spent(1000, 0, { model: 'gpt-4o-mini-2024-07-18' }));

    assert.equal(before, undefined);
    assert.deepEqual(exchange.get(inferenceCost), { microUnits: 150, currency: 'USD', basis: 'listed' });
    assert.equal(toldBy(admission)['x-inference-cost'], '0.00015 USD');
  });

  test('is not told as the upstream tells it', async () => {
    const clock = new FakeClock();
    const { meter } = meterOf({ clock, ledger: memoryLedger(clock), settings: { costHeader: 'x-inference-cost' } });
    const headers = HeaderList.of({ 'x-inference-cost': '0.00 USD' });

    (await meter.admit(tenantRequest(), aiRequest(), tokens(10))).tell(headers);

    assert.equal(headers.get('x-inference-cost'), undefined);
  });

  test('is unpriced, never zero, where no price is known', async () => {
    const clock = new FakeClock();
    const { meter } = meterOf({ clock, ledger: memoryLedger(clock), settings: { costHeader: 'x-inference-cost' } });
    const exchange = tenantRequest();

    const admission = await meter.admit(exchange, aiRequest('mine'), tokens(10));
    await admission.settle(spent(1000, 0, { model: 'mine' }));

    assert.equal(exchange.get(inferenceCost)?.basis, 'unpriced');
    assert.equal(toldBy(admission)['x-inference-cost'], 'unpriced');
  });
});

function make(rates: Parameters<typeof rateQuotas>[0]) {
  const clock = new FakeClock();
  return { clock, ...meterOf({ clock, ledger: memoryLedger(clock), rates }) };
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
