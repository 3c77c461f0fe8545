import { describe } from 'node:test';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import type { Stage } from './stage.ts';

/** Intervals of a minute, unless said otherwise, and weights that move far at each. */
function adaptive(text: string, interval = 'adjust-interval-secs 60'): Slots {
  return {
    targets: 'target "a.test:80"; target "b.test:80"',
    upstream: `passive-health { enabled #false }; load-balancing "adaptive" { ${interval}; ${text} }`,
  };
}

/** How target `a` does: the milliseconds it takes, and whether it fails. `b` answers well and at once. */
interface Doing {
  readonly ms?: number;
  readonly fails?: boolean;
}

/** Serves so many requests in each of so many intervals. */
async function live(stage: Stage, { ms = 0, fails = false }: Doing, intervals: number): Promise<void> {
  stage.origin = (call) => {
    const isA = call.request.address.host === 'a.test';
    if (isA) stage.platform.time.jump(ms);
    call.answer(isA && fails ? 500 : 200);
  };
  for (let i = 0; i < intervals; i += 1) {
    await stage.times(200);
    stage.platform.time.jump(61_000);
  }
}

/** The part of the next thousand requests that `a` takes, all within one interval. */
async function shareOfA(stage: Stage): Promise<number> {
  stage.origin = (call) => call.answer(200);
  const before = stage.reached.length;
  await stage.times(1000);
  return stage.reached.slice(before).filter((host) => host === 'a.test').length / 1000;
}

/** Whether `a` still takes more than this part after it has lived like that. */
const keeps =
  (share: number, doing: Doing, intervals = 3) =>
  async (stage: Stage): Promise<boolean> => {
    await live(stage, doing, intervals);
    return (await shareOfA(stage)) > share;
  };

const quick = 'min-requests 1; penalty-rate 0.1; latency-threshold-ms 50';

describe('adaptive', () => {
  alive('upstreams.load-balancing[adaptive].algorithm', 'gives less to those that fail', {
    off: { ...adaptive(''), upstream: 'passive-health { enabled #false }; load-balancing "random"' },
    on: adaptive('min-requests 1'),
    see: keeps(0.25, { fails: true }),
    shows: [true, false],
  });
  alive('upstreams.load-balancing[adaptive].adjust-interval-secs', 'is how long nothing is adjusted', {
    off: adaptive('min-requests 1', 'adjust-interval-secs 60'),
    on: adaptive('min-requests 1', 'adjust-interval-secs 6000'),
    see: keeps(0.25, { fails: true }),
    shows: [false, true],
  });
  alive('upstreams.load-balancing[adaptive].min-requests', 'is how many requests must have been seen', {
    off: adaptive('min-requests 1'),
    on: adaptive('min-requests 10000'),
    see: keeps(0.25, { fails: true }),
    shows: [false, true],
  });
  alive('upstreams.load-balancing[adaptive].error-threshold', 'is the share of failures that is borne', {
    off: adaptive('min-requests 1; penalty-rate 0.01; ewma-decay 0.01; error-threshold 0'),
    on: adaptive('min-requests 1; penalty-rate 0.01; ewma-decay 0.01; error-threshold 1'),
    see: keeps(0.14, { fails: true }, 3),
    shows: [false, true],
  });
  alive('upstreams.load-balancing[adaptive].latency-threshold-ms', 'is the latency that is borne', {
    off: adaptive('min-requests 1; penalty-rate 0.1; latency-threshold-ms 5'),
    on: adaptive('min-requests 1; penalty-rate 0.1; latency-threshold-ms 500'),
    see: keeps(0.1, { ms: 20 }),
    shows: [false, true],
  });
  alive('upstreams.load-balancing[adaptive].ewma-decay', 'is what the newest interval says', {
    off: adaptive('min-requests 1; ewma-decay 0.9'),
    on: adaptive('min-requests 1; ewma-decay 0.01'),
    see: keeps(0.1, { fails: true }, 1),
    shows: [false, true],
  });
  alive('upstreams.load-balancing[adaptive].penalty-rate', 'is what is left of a weight', {
    off: adaptive('min-requests 1; latency-threshold-ms 5; min-weight-ratio 0.001; penalty-rate 1'),
    on: adaptive('min-requests 1; latency-threshold-ms 5; min-weight-ratio 0.001; penalty-rate 0.01'),
    see: keeps(0.08, { ms: 20 }),
    shows: [true, false],
  });
  alive('upstreams.load-balancing[adaptive].min-weight-ratio', 'is what no weight falls below', {
    off: adaptive(`${quick}; min-weight-ratio 0.001`),
    on: adaptive(`${quick}; min-weight-ratio 1`),
    see: keeps(0.02, { ms: 100 }),
    shows: [false, true],
  });
  alive('upstreams.load-balancing[adaptive].max-weight-ratio', 'is what no weight rises above', {
    off: adaptive(`${quick}; min-weight-ratio 1; recovery-rate 10; max-weight-ratio 100`),
    on: adaptive(`${quick}; min-weight-ratio 1; recovery-rate 10; max-weight-ratio 1`),
    see: keeps(0.02, { ms: 100 }),
    shows: [false, true],
  });
  alive('upstreams.load-balancing[adaptive].recovery-rate', 'is how fast a weight comes back', {
    off: adaptive('min-requests 1; penalty-rate 0.1; latency-threshold-ms 5; recovery-rate 1'),
    on: adaptive('min-requests 1; penalty-rate 0.1; latency-threshold-ms 5; recovery-rate 10'),
    see: async (stage) => {
      await live(stage, { ms: 60 }, 3);
      await live(stage, {}, 4);
      return (await shareOfA(stage)) > 0.3;
    },
    shows: [false, true],
  });
});
