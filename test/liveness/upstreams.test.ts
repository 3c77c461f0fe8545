import { describe } from 'node:test';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import type { Stage } from './stage.ts';

const two = 'target "a.test:80"; target "b.test:80"';

describe('upstreams', () => {
  alive('upstreams.id', 'is named in the access log', {
    off: { logging: 'access-log { }' },
    on: {
      logging: 'access-log { }',
      answers: 'upstream "other"',
      upstreams: 'upstream "other" { target "b.test:80" }',
    },
    see: async (stage) => {
      await stage.ask();
      return stage.logged('access')[0]!['upstream'];
    },
    shows: ['app', 'other'],
  });
  alive('upstreams.host-header', 'is the Host that targets see', {
    on: { upstream: 'host-header "in.test"' },
    see: async (stage) => {
      await stage.ask();
      return stage.calls[0]!.request.head.authority;
    },
    shows: ['app.test', 'in.test'],
  });
  const reached = async (stage: Stage) => {
    await stage.times(4);
    return stage.reached.map((host) => host[0]).join('');
  };
  alive('upstreams.targets.address', 'is where requests go', {
    off: { targets: 'target "a.test:80"' },
    on: { targets: 'target "b.test:80"' },
    see: reached,
    shows: ['aaaa', 'bbbb'],
  });
  alive('upstreams.targets.weight', 'is the share of the requests', {
    off: { targets: two, upstream: 'load-balancing "weighted"' },
    on: { targets: 'target "a.test:80" weight=3; target "b.test:80"', upstream: 'load-balancing "weighted"' },
    see: reached,
    shows: ['abab', 'aaba'],
  });
  alive('upstreams.targets.zone', 'is where a target is', {
    off: { targets: two, upstream: 'load-balancing "locality-aware" { zone "x" }' },
    on: {
      targets: 'target "a.test:80"; target "b.test:80" zone="x"',
      upstream: 'load-balancing "locality-aware" { zone "x" }',
    },
    see: reached,
    shows: ['abab', 'bbbb'],
  });
});

describe('passive-health', () => {
  /** Ten targets, of which those named fail. */
  const health = (text: string, targets = two): Slots => ({ targets, upstream: `passive-health { ${text} }` });
  const failing =
    (failed: RegExp, see: (stage: Stage) => Promise<unknown>) =>
    (stage: Stage): Promise<unknown> => {
      stage.origin = (call) => call.answer(failed.test(call.request.address.host) ? 502 : 200);
      return see(stage);
    };
  /** How many of so many requests reached target `a`. */
  const takenByA = (count: number) => async (stage: Stage) => {
    const before = stage.reached.length;
    await stage.times(count);
    return stage.reached.slice(before).filter((host) => host === 'a.test').length;
  };
  const later = (ms: number, count: number) => async (stage: Stage) => {
    await stage.times(20);
    stage.platform.time.jump(ms);
    return await takenByA(count)(stage);
  };

  alive('upstreams.passive-health.enabled', 'takes out targets that fail', {
    off: health('enabled #false'),
    on: health('enabled #true'),
    see: failing(/^a/, takenByA(20)),
    shows: [10, 5],
  });
  alive('upstreams.passive-health.consecutive-failures', 'is how many failures take a target out', {
    off: health('consecutive-failures 5'),
    on: health('consecutive-failures 2'),
    see: failing(/^a/, takenByA(20)),
    shows: [5, 2],
  });
  /** Every second answer of `a` fails, so that there are never two failures in a row. */
  const halfFailing = (see: (stage: Stage) => Promise<unknown>) => (stage: Stage) => {
    let taken = 0;
    stage.origin = (call) => {
      if (call.request.address.host === 'a.test') taken += 1;
      call.answer(call.request.address.host === 'a.test' && taken % 2 === 0 ? 502 : 200);
    };
    return see(stage);
  };
  alive('upstreams.passive-health.failure-rate', 'is the share of failures that takes a target out', {
    off: health('failure-rate 0.9'),
    on: health('failure-rate 0.4'),
    see: halfFailing(takenByA(100)),
    shows: [50, 20],
  });
  alive('upstreams.passive-health.min-requests', 'is how many requests a share needs', {
    off: health('failure-rate 0.4; min-requests 20'),
    on: health('failure-rate 0.4; min-requests 6'),
    see: halfFailing(takenByA(100)),
    shows: [20, 6],
  });
  alive('upstreams.passive-health.window-secs', 'is how long answers are looked at', {
    off: health('failure-rate 0.4; window-secs 10'),
    on: health('failure-rate 0.4; window-secs 1'),
    see: halfFailing(async (stage) => {
      await takenByA(38)(stage);
      stage.platform.time.jump(2000);
      return await takenByA(30)(stage);
    }),
    shows: [1, 15],
  });
  alive('upstreams.passive-health.ejection-secs', 'is how long a target stays out', {
    off: health('ejection-secs 30'),
    on: health('ejection-secs 5'),
    see: failing(/^a/, later(6000, 4)),
    shows: [0, 2],
  });
  const ten = Array.from('abcdefghij', (letter) => `target "${letter}.test:80"`).join('; ');
  alive('upstreams.passive-health.max-ejected-percent', 'is how many targets may be out', {
    off: health('max-ejected-percent 50', ten),
    on: health('max-ejected-percent 20', ten),
    see: failing(/./, async (stage) => {
      await stage.times(100);
      const before = stage.reached.length;
      await stage.times(30);
      return new Set(stage.reached.slice(before)).size;
    }),
    shows: [5, 8],
  });
});
