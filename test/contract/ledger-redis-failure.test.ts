import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openRedisLedger } from '../../node-adapter/ledgers/redis-ledger.ts';
import { socketPlatform } from '../../node-adapter/platform.ts';
import { GuardedLedger } from '../../shared/ledger/guarded-ledger.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';

const platform = socketPlatform({ write: () => undefined });
const rule = { kind: 'fixed-window', limit: 1_000_000, windowMs: 86_400_000 } as const;
/** Far more than an answer takes on a busy machine. */
const timeoutMs = 1000;
/** The deadline, and what a busy machine needs; what never answers would take for ever. */
const patienceMs = timeoutMs + 10_000;

describe('a guarded Redis', () => {
  let server: RedisServer;
  let ledger: GuardedLedger;
  before(async () => {
    server = await startRedis();
    ledger = new GuardedLedger(
      openRedisLedger({ url: server.url, prefix: 'failure:', poolSize: 1 }),
      { timeoutMs, failureMode: 'open', localShare: 1 },
      { clock: platform.clock, timers: platform.timers, local: memoryLedger(platform.clock), report: () => undefined },
    );
  });
  after(async () => {
    await ledger.close();
    await server.stop();
  });

  test('that stands still delays nobody beyond the deadline, and loses nothing of what was settled', async () => {
    const claims = [{ key: 'stopped', rule, amount: 10 }];
    const ids = Array.from({ length: 20 }, (_, index) => `stopped-${index}`);
    await untilChecked(ledger);
    for (const id of ids) await ledger.reserve({ id, claims, holdMs: 60_000, atExpiry: 'spend' });

    process.kill(server.pid(), 'SIGSTOP');
    let slowest = 0;
    for (let i = 0; i < 30; i += 1) {
      const asked = performance.now();
      assert.equal((await ledger.spend([{ key: 'other', rule, amount: 1 }])).unchecked, 'open');
      slowest = Math.max(slowest, performance.now() - asked);
    }
    const asked = performance.now();
    for (const id of ids) await ledger.settle(id, [1]);
    const settling = performance.now() - asked;
    process.kill(server.pid(), 'SIGCONT');
    await untilChecked(ledger);
    await untilTold(ledger);

    assert.ok(slowest < patienceMs, `a claim took ${slowest} ms`);
    assert.ok(settling < patienceMs, `settling took ${settling} ms`);
    assert.equal(await left(ledger, 'stopped'), rule.limit - 20);
  });

  test('that is killed in the middle neither loses a settlement nor counts one twice', async () => {
    await untilChecked(ledger);
    const claims = [{ key: 'killed', rule, amount: 10 }];
    const ids = Array.from({ length: 200 }, (_, index) => `killed-${index}`);
    const reserving = ids.map((id) => ledger.reserve({ id, claims, holdMs: 600_000, atExpiry: 'spend' }));
    await Promise.all(reserving);

    const settling = ids.map((id) => ledger.settle(id, [1]));
    await server.kill();
    await Promise.all(settling);
    await server.start();
    await untilChecked(ledger);
    await untilTold(ledger);

    assert.equal(await left(ledger, 'killed'), rule.limit - 200);
    assert.equal(ledger.state.lost, 0);
  });
});

async function left(ledger: GuardedLedger, key: string): Promise<number> {
  return (await ledger.read([{ key, rule }]))[0]!.remaining;
}

/** Waits until the ledger decides again. */
async function untilChecked(ledger: GuardedLedger): Promise<void> {
  await until(async () => (await ledger.spend([{ key: 'probe', rule, amount: 0 }])).unchecked === undefined);
}

async function untilTold(ledger: GuardedLedger): Promise<void> {
  await until(async () => ledger.state.waiting === 0);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 40_000;
  while (!(await holds())) {
    assert.ok(performance.now() < deadline, 'it did not come back');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
