import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Code } from '../../../shared/errors/codes.ts';
import { Fault } from '../../../shared/errors/fault.ts';
import { backoffMs, type RetryFacts, type RetryPolicy, shouldRetry } from '../../../shared/upstream/retry-policy.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { SeededRandom, testSeed } from '../../support/seeded-random.ts';

const policy: RetryPolicy = {
  ...{ maxAttempts: 3, unsentOnly: false, retryableStatusCodes: new Set([503]), backoffMs: 100, maxBackoffMs: 2000 },
  ...{ timeoutMs: undefined, perAttemptMs: undefined, retryNonIdempotent: false, maxReplayBytes: 65_536 },
};

const refused: RetryFacts = {
  ...{ fault: new Fault('upstream_refused', { unsent: true }), unsent: true, attempts: 1, method: 'POST' },
  ...{ isReplayable: true, elapsedMs: 0, budget: { hasRoom: () => true } },
};

const failed = (code: Code, method = 'GET'): RetryFacts => ({
  ...refused,
  fault: new Fault(code),
  unsent: false,
  method,
});

function answered(status: number, method = 'GET'): RetryFacts {
  const { fault: _, ...rest } = refused;
  return { ...rest, unsent: false, status, method };
}

describe('shouldRetry', () => {
  test('tries again whatever the method when nothing was sent', () => {
    assert.equal(shouldRetry(policy, refused), true);
  });

  test('sends nothing twice under a policy for unsent requests only', () => {
    const careful = { ...policy, unsentOnly: true, retryNonIdempotent: true };

    assert.equal(shouldRetry(careful, refused), true);
    assert.equal(shouldRetry(careful, failed('upstream_reset')), false);
  });

  test('sends idempotent methods again after a broken connection or a timeout, and no others', () => {
    for (const code of ['upstream_reset', 'upstream_read_timeout', 'upstream_first_byte_timeout'] as const) {
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']) {
        assert.equal(shouldRetry(policy, failed(code, method)), true, `${code} ${method}`);
      }
      for (const method of ['POST', 'PATCH', 'CONNECT', 'get', 'LOCK']) {
        assert.equal(shouldRetry(policy, failed(code, method)), false, `${code} ${method}`);
      }
    }
  });

  test('sends other methods again when the policy says so', () => {
    assert.equal(shouldRetry({ ...policy, retryNonIdempotent: true }, failed('upstream_reset', 'POST')), true);
  });

  test('tries again after a listed status only', () => {
    assert.equal(shouldRetry(policy, answered(503)), true);
    assert.equal(shouldRetry(policy, answered(503, 'POST')), false);
    assert.equal(shouldRetry(policy, answered(502)), false);
    assert.equal(shouldRetry(policy, answered(200)), false);
  });

  test('stops at the number of tries', () => {
    assert.equal(shouldRetry(policy, { ...refused, attempts: 2 }), true);
    assert.equal(shouldRetry(policy, { ...refused, attempts: 3 }), false);
    assert.equal(shouldRetry({ ...policy, maxAttempts: 1 }, refused), false);
  });

  test('stops when the body cannot be sent again, the time is over or the budget is used up', () => {
    assert.equal(shouldRetry(policy, { ...refused, isReplayable: false }), false);
    assert.equal(shouldRetry({ ...policy, timeoutMs: 500 }, { ...refused, elapsedMs: 500 }), false);
    assert.equal(shouldRetry({ ...policy, timeoutMs: 500 }, { ...refused, elapsedMs: 499 }), true);
    assert.equal(shouldRetry(policy, { ...refused, budget: { hasRoom: () => false } }), false);
  });

  test('does not try again for what no target can mend', () => {
    for (const code of ['client_left', 'request_body_broken', 'total_timeout', 'overloaded', 'internal'] as const) {
      assert.equal(shouldRetry(policy, failed(code)), false, code);
    }
  });
});

describe('backoffMs', () => {
  const longest = { clock: new FakeClock(), random: { next: () => 1, bytes: () => new Uint8Array() } };

  test('doubles its bound up to the longest wait', () => {
    const bounds = [1, 2, 3, 4, 5, 6, 7].map((attempts) => backoffMs(policy, attempts, longest));

    assert.deepEqual(bounds, [100, 200, 400, 800, 1600, 2000, 2000]);
  });

  const seed = testSeed();
  test(`draws from nothing to the bound (SEED=${seed})`, () => {
    const parts = { clock: new FakeClock(), random: new SeededRandom(seed) };
    const waits = Array.from({ length: 2000 }, () => backoffMs(policy, 2, parts));

    assert.ok(Math.min(...waits) < 10);
    assert.ok(Math.max(...waits) > 190 && Math.max(...waits) <= 200);
  });

  test('keeps to a retry-after, up to the longest wait', () => {
    assert.equal(backoffMs(policy, 1, longest, '1'), 1000);
    assert.equal(backoffMs(policy, 1, longest, '60'), 2000);
    assert.equal(backoffMs(policy, 1, longest, '0'), 100);
    assert.equal(backoffMs(policy, 1, longest, 'nonsense'), 100);
  });
});
