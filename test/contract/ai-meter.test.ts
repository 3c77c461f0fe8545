import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { openRedisLedger } from '../../node-adapter/ledgers/redis-ledger.ts';
import { openSqliteLedger } from '../../node-adapter/ledgers/sqlite-ledger.ts';
import { Fault } from '../../shared/errors/fault.ts';
import type { Ledger } from '../../shared/ledger/ledger.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import type { Clock } from '../../shared/platform/platform.ts';
import { aiRequest, meterOf, spent, tenantRequest, tokens, toldBy, unspent } from '../support/ai/metering.ts';
import { startRedis } from '../support/redis-server.ts';
import { SeededRandom, testSeed } from '../support/seeded-random.ts';

const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

/** Stores of counts, each as one that several instances open. */
interface Store {
  readonly name: string;
  readonly isDurable: boolean;
  start(): Promise<{ open(): Promise<Ledger>; restart(): Promise<void>; close(): Promise<void> }>;
}

const stores: readonly Store[] = [
  {
    name: 'memory',
    isDurable: false,
    async start() {
      const ledger = memoryLedger(clock);
      return { open: async () => ledger, restart: async () => {}, close: async () => {} };
    },
  },
  {
    name: 'sqlite',
    isDurable: true,
    async start() {
      const folder = mkdtempSync(join(tmpdir(), 'sentinel-meter-'));
      return {
        open: async () => openSqliteLedger({ path: join(folder, 'budgets.db') }, { clock }),
        restart: async () => {},
        close: async () => rmSync(folder, { recursive: true }),
      };
    },
  },
  {
    name: 'redis',
    isDurable: true,
    async start() {
      const server = await startRedis();
      return {
        open: async () => openRedisLedger({ url: server.url, prefix: 'meter:', poolSize: 2 }),
        restart: async () => {
          await server.kill();
          await server.start();
        },
        close: () => server.stop(),
      };
    },
  },
];

/** A budget that no midnight ends while a test runs. */
const month = { period: { kind: 'span', ms: 366 * 86_400_000 } } as const;

for (const { name, isDurable, start } of stores) {
  describe(`budgets in ${name}`, () => {
    const stage = start();
    after(async () => (await stage).close());

    test('hold against 200 concurrent requests, to the estimate', async () => {
      const { open } = await stage;
      const ledgers = [await open(), await open()];
      const meters = ledgers.map((ledger) =>
        meterOf({ clock, ledger, budgets: [{ ...month, name: 'crowd', limit: 10_000 }] }),
      );

      // Each reserves 100 and uses up to 10 more: the error that the estimate is said to have.
      const ends = await Promise.all(
        Array.from({ length: 200 }, async (_, index) => {
          const { meter } = meters[index % meters.length]!;
          const admission = await admitted(() => meter.admit(tenantRequest('crowd'), aiRequest(), tokens(100)));
          if (admission === undefined) return 0;
          const used = 100 + (index % 11);
          await admission.settle(spent(used));
          return used;
        }),
      );
      const total = ends.reduce((sum, used) => sum + used, 0);
      const left = await remaining(meters[0]!, 'crowd');
      for (const ledger of new Set(ledgers)) await ledger.close();

      assert.ok(total <= 10_000 + 100 * 10, `${total} of 10000 were used`);
      assert.ok(ends.filter((used) => used > 0).length >= 90);
      assert.equal(10_000 - left, total);
    });

    const seed = testSeed();
    test(`say what was settled, in sum, whatever became of the requests (seed ${seed})`, async () => {
      const { open } = await stage;
      const random = new SeededRandom(seed);
      const ledger = await open();
      const budgets = [
        { ...month, name: 'sum', limit: 1_000_000_000 },
        { ...month, name: 'money', measure: 'money' as const, limit: 1_000_000_000_000 },
      ];
      const metering = meterOf({ clock, ledger, budgets });

      const uses = await Promise.all(
        Array.from({ length: 150 }, async () => {
          const exchange = tenantRequest('sum');
          const admission = await metering.meter.admit(
            exchange,
            aiRequest(),
            tokens(random.below(5000), random.below(500)),
          );
          const [input, output] = [random.below(8000), random.below(2000)];
          const fails = random.below(4) === 0;
          await admission.settle(fails ? unspent() : spent(input, output));
          return fails
            ? { tokens: 0, money: 0 }
            : { tokens: input + output, money: Math.ceil(input * 2.5 + output * 10) };
        }),
      );
      const { meter } = metering;
      const last = await meter.admit(tenantRequest('sum'), aiRequest(), tokens(0));
      await last.settle(unspent());
      const views = (last as unknown as { parts: { views: { limit: number; remaining: number }[] }[] }).parts[0]!.views;
      await ledger.close();

      assert.equal(
        views[0]!.limit - views[0]!.remaining,
        uses.reduce((sum, use) => sum + use.tokens, 0),
      );
      assert.equal(
        views[1]!.limit - views[1]!.remaining,
        uses.reduce((sum, use) => sum + use.money, 0),
      );
    });

    test('tell an alert once over instances', async () => {
      const { open } = await stage;
      const ledgers = [await open(), await open()];
      const budgets = [{ ...month, name: 'alerts', limit: 1000, thresholds: [0.5] }];
      const metering = ledgers.map((ledger) => meterOf({ clock, ledger, budgets }));

      await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const admission = await metering[index % 2]!.meter.admit(tenantRequest('alerts'), aiRequest(), tokens(40));
          await admission.settle(spent(40));
        }),
      );
      for (const ledger of new Set(ledgers)) await ledger.close();

      assert.equal(metering.flatMap(({ alerts }) => alerts).length, 1);
    });

    test('are not forgotten by a restart', { skip: !isDurable }, async () => {
      const { open, restart } = await stage;
      const budgets = [{ ...month, name: 'restart', limit: 1000 }];
      const before = await open();
      const first = meterOf({ clock, ledger: before, budgets });
      await (await first.meter.admit(tenantRequest('r'), aiRequest(), tokens(10))).settle(spent(700));
      await first.meter.admit(tenantRequest('r'), aiRequest(), tokens(100));
      await before.close();
      await restart();

      const again = await open();
      const left = await remaining(meterOf({ clock, ledger: again, budgets }), 'r');
      await again.close();

      // What was under way when the process died counts as it was estimated.
      assert.equal(left, 200);
    });
  });
}

async function admitted<T>(work: () => T): Promise<Awaited<T> | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault && error.code === 'budget_exhausted') return undefined;
    throw error;
  }
}

async function remaining({ meter }: ReturnType<typeof meterOf>, tenant: string): Promise<number> {
  const admission = await meter.admit(tenantRequest(tenant), aiRequest(), tokens(0), {
    models: [],
    budgets: 'counted',
  });
  return Number(toldBy(admission)['x-budget-remaining']);
}
