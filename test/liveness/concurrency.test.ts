import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import { type Ask, Stage } from './stage.ts';

const limited = (more = '', limit = 'limit 1'): Slots => ({
  filters: `filter "c" { type "concurrency"; ${limit}; ${more} }`,
  route: 'filters "c"',
});

/** The status of a request beside one that is under way. */
const beside =
  (second: Ask = {}, first: Ask = {}) =>
  async (stage: Stage): Promise<number> => {
    await stage.begin(first);
    return (await stage.ask(second)).status;
  };

/** Lets time pass in steps, with room for what it sets going. */
async function passing(stage: Stage, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 20) {
    stage.platform.time.advance(20);
    await new Promise(setImmediate);
  }
}

const whole = { bytesSent: 2, bytesReceived: 0, fault: undefined };

describe('the concurrency filter', () => {
  alive('filters[concurrency].type', 'refuses what is above the limit', {
    on: limited(),
    see: beside(),
    shows: [200, 503],
  });
  alive('filters[concurrency].id', 'is named in the audit log', {
    off: { ...limited(), logging: 'audit-log' },
    on: { filters: 'filter "d" { type "concurrency"; limit 1 }', route: 'filters "d"', logging: 'audit-log' },
    see: async (stage) => {
      await beside()(stage);
      return (stage.logged('audit')[0]?.['metadata'] as { readonly limit?: string } | undefined)?.limit;
    },
    shows: ['c', 'd'],
  });
  alive('filters[concurrency].limit', 'is how many are under way at once', {
    off: limited(),
    on: limited('', 'limit 2'),
    see: beside(),
    shows: [503, 200],
  });
  alive('filters[concurrency].key', 'decides who shares the limit', {
    off: limited(),
    on: limited('key "client-ip"'),
    see: beside({ peer: '192.0.2.9' }),
    shows: [503, 200],
  });
  alive('filters[concurrency].ipv4-prefix', 'counts a network as one client', {
    off: limited('key "client-ip"'),
    on: limited('key "client-ip"; ipv4-prefix 24'),
    see: beside({ peer: '192.0.2.9' }),
    shows: [200, 503],
  });
  alive('filters[concurrency].ipv6-prefix', 'counts a network as one client', {
    off: limited('key "client-ip"; ipv6-prefix 128'),
    on: limited('key "client-ip"'),
    see: beside({ peer: '2001:db8::1' }, { peer: '2001:db8::2' }),
    shows: [200, 503],
  });
  alive('filters[concurrency].on-missing-key', 'decides about requests without the key', {
    off: limited('key "header:X-Tenant"'),
    on: limited('key "header:X-Tenant"; on-missing-key "skip"'),
    see: beside(),
    shows: [503, 200],
  });
  alive('filters[concurrency].shared-by', 'lets routes share the places of an upstream', {
    off: { ...limited(), routes: 'route "b" { matches { path "/b" }; upstream "app"; filters "c" }' },
    on: {
      ...limited('shared-by "upstream"'),
      routes: 'route "b" { matches { path "/b" }; upstream "app"; filters "c" }',
    },
    see: beside({ target: '/b' }),
    shows: [200, 503],
  });
  const waiting = async (stage: Stage): Promise<number> => {
    const first = await stage.begin();
    const second = stage.ask();
    await passing(stage, 500);
    first.finished(whole);
    await passing(stage, 100);
    return (await second).status;
  };
  alive('filters[concurrency].max-waiting', 'is how many wait for a place', {
    off: limited(),
    on: limited('max-waiting 1'),
    see: waiting,
    shows: [503, 200],
  });
  alive('filters[concurrency].max-wait-ms', 'is how long they wait', {
    off: limited('max-waiting 1'),
    on: limited('max-waiting 1; max-wait-ms 200'),
    see: waiting,
    shows: [200, 503],
  });
  alive('filters[concurrency].hold-secs', 'is when a lost place comes back', {
    off: limited(),
    on: limited('hold-secs 5'),
    see: async (stage) => {
      await stage.begin();
      stage.platform.time.advance(6000);
      return (await stage.ask()).status;
    },
    shows: [503, 200],
  });
  alive('filters[concurrency].status-code', 'is what refused clients get', {
    off: limited(),
    on: limited('status-code 429'),
    see: beside(),
    shows: [503, 429],
  });
  alive('filters[concurrency].message', 'is what refused clients read', {
    off: limited(),
    on: limited('message "Full house."'),
    see: async (stage) => {
      await stage.begin();
      return /"message":"([^"]*)"/.exec((await stage.ask({ headers: { accept: 'application/json' } })).text)?.[1];
    },
    shows: ['Too many requests are under way.', 'Full house.'],
  });

  /** How many get a place at once, after answers that take longer and longer. */
  const places = async (stage: Stage): Promise<number> => {
    for (let round = 0; round < 6; round += 1) {
      const slow: (() => void)[] = [];
      stage.origin = (call) => slow.push(() => call.answer(200));
      const batch = Array.from({ length: 30 }, () => stage.ask());
      await new Promise(setImmediate);
      stage.platform.time.advance(round < 4 ? 20 : 2000);
      for (const answer of slow) answer();
      await Promise.all(batch);
    }
    let passed = 0;
    stage.origin = () => {
      passed += 1;
    };
    for (let i = 0; i < 60; i += 1) void stage.begin();
    await new Promise(setImmediate);
    return passed;
  };
  test('filters[concurrency].adaptive.least and filters[concurrency].adaptive.tolerance bound a limit that falls when answers get slower', async () => {
    const fixed = await places(await Stage.of(limited('', 'limit 40')));
    const adaptive = await places(await Stage.of(limited('adaptive { least 2; tolerance 1 }', 'limit 40')));
    const tolerant = await places(await Stage.of(limited('adaptive { least 2; tolerance 100 }', 'limit 40')));
    const bounded = await places(await Stage.of(limited('adaptive { least 15; tolerance 1 }', 'limit 40')));

    assert.equal(fixed, 40);
    assert.ok(adaptive < 15, `${adaptive}`);
    assert.ok(tolerant > adaptive, `${tolerant}`);
    assert.equal(bounded, 15);
  });

  test('gives the place back when the client leaves, waiting or not', async () => {
    const stage = await Stage.of(limited('max-waiting 1'));
    const first = await stage.begin();
    const second = stage.ask();
    await passing(stage, 40);
    first.finished({ ...whole, fault: undefined });
    await passing(stage, 100);

    assert.equal((await second).status, 200);
    assert.equal((await stage.ask()).status, 200);
  });
});
