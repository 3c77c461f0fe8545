import { describe } from 'node:test';
import { Fault } from '../../shared/errors/fault.ts';
import type { FakeCall } from '../support/fake-transport.ts';
import { settled } from '../support/http1/served.ts';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import type { Ask, Stage } from './stage.ts';

const targets = 'target "a.test:80"; target "b.test:80"; target "c.test:80"; target "d.test:80"';
const upstream = 'passive-health { enabled #false }';

/** A route with a retry policy. Without waits, unless it says so. */
function policy(text: string, waits = 'backoff "0ms"; max-backoff "0ms"'): Slots {
  return { targets, upstream, route: `retry-policy { ${waits}; ${text} }` };
}

const breaks = (call: FakeCall): void => {
  call.request.body?.cancel(new Fault('upstream_reset'));
  call.fail(new Fault('upstream_reset'));
};

const tries =
  (ask: Ask, origin: (call: FakeCall) => void) =>
  async (stage: Stage): Promise<number> => {
    stage.origin = origin;
    await stage.ask(ask);
    return stage.calls.length;
  };

/** Tries begun by the time that so many milliseconds have passed. */
const triesAfter = (ms: number) => async (stage: Stage) => {
  stage.origin = breaks;
  void stage.ask();
  await settled();
  stage.platform.time.advance(ms);
  await settled();
  return stage.calls.length;
};

describe('retry-policy', () => {
  alive('routes.retry-policy.max-attempts', 'bounds the tries', {
    off: policy('max-attempts 2'),
    on: policy('max-attempts 4'),
    see: tries({}, breaks),
    shows: [2, 4],
  });
  alive('routes.retry-policy.retryable-status-codes', 'decides which answers are tried again', {
    off: policy(''),
    on: policy('retryable-status-codes 503'),
    see: tries({}, (call) => call.answer(503)),
    shows: [1, 3],
  });
  alive('routes.retry-policy.backoff', 'is waited before the second try', {
    off: policy('max-attempts 2', 'backoff "0ms"'),
    on: policy('max-attempts 2', 'backoff "60s"; max-backoff "60s"'),
    see: triesAfter(100),
    shows: [2, 1],
  });
  alive('routes.retry-policy.max-backoff', 'bounds the waits', {
    off: policy('max-attempts 2', 'backoff "60s"; max-backoff "600s"'),
    on: policy('max-attempts 2', 'backoff "1ms"; max-backoff "1ms"'),
    see: triesAfter(200),
    shows: [1, 2],
  });
  alive('routes.retry-policy.per-attempt-timeout', 'bounds the wait for one answer', {
    off: policy(''),
    on: policy('per-attempt-timeout "2s"'),
    see: async (stage) => {
      await stage.ask();
      return stage.calls[0]!.request.timeouts.firstByteMs;
    },
    shows: [30_000, 2000],
  });
  alive('routes.retry-policy.retry-non-idempotent', 'lets POST be sent again', {
    off: policy(''),
    on: policy('retry-non-idempotent #true'),
    see: tries({ method: 'POST' }, breaks),
    shows: [1, 3],
  });
  const tenRequests = async (stage: Stage) => {
    stage.origin = breaks;
    await stage.times(10);
    return stage.calls.length;
  };
  alive('routes.retry-policy.budget-percent', 'bounds retries to a share of the requests', {
    off: policy('max-attempts 2; budget-min 0; budget-percent 100'),
    on: policy('max-attempts 2; budget-min 0; budget-percent 10'),
    see: tenRequests,
    shows: [20, 11],
  });
  alive('routes.retry-policy.budget-min', 'is allowed whatever the share', {
    off: policy('max-attempts 2; budget-min 0; budget-percent 0'),
    on: policy('max-attempts 2; budget-min 4; budget-percent 0'),
    see: tenRequests,
    shows: [10, 14],
  });
  alive('routes.retry-policy.max-replay-bytes', 'bounds the bodies that are sent again', {
    off: policy('max-replay-bytes 100'),
    on: policy('max-replay-bytes 3'),
    see: tries({ method: 'PUT', body: 'four' }, takesBodyAndBreaks),
    shows: [3, 1],
  });
});

function takesBodyAndBreaks(call: FakeCall): void {
  call.request.body?.start({
    write: () => true,
    end: () => call.fail(new Fault('upstream_reset')),
    fail: (fault) => call.fail(fault),
  });
}
