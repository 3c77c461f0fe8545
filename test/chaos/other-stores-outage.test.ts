import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { until } from '../support/until.ts';
import { type AilingStore, ailingStores } from './ailing-stores.ts';
import { countedInStore } from './counted-in-store.ts';
import { Crowd } from './crowd.ts';
import { type Answer, LimitedSentinels } from './limited-sentinel.ts';

const limit = 20;
/** A share of the limit that one process lets through by itself. */
const localShare = 0.5;
/** Far more than an answer takes on a busy machine; what is not answered within it is decided without the store. */
const timeoutMs = 1500;
/** The shortest outage; it lasts until everybody was told what the limit is by then. */
const outageMs = 1500;
const clients = 2;
const modes = ['closed', 'open', 'local'] as const;

type Mode = (typeof modes)[number];

const outages = {
  killed: { begin: (store: AilingStore) => store.kill(), end: (store: AilingStore) => store.restart() },
  paused: { begin: (store: AilingStore) => store.pause(), end: (store: AilingStore) => store.goOn() },
} as const;

describe('limits in a store that goes away under load', { concurrency: true, timeout: 360_000 }, () => {
  for (const [name, start] of Object.entries(ailingStores))
    describe(name, { concurrency: 1 }, () => keepsPromises(start));
});

function keepsPromises(start: () => Promise<AilingStore>): void {
  let store: AilingStore;
  let sentinels: LimitedSentinels;

  before(async () => {
    store = await start();
    const more = `timeout-ms ${timeoutMs}; local-share ${localShare}`;
    sentinels = await LimitedSentinels.start(1, () =>
      modes.map((mode) => ({
        name: mode,
        rate: `limit ${limit}; window "1d"`,
        ledger: `${store.ledger}; ${more}; failure-mode "${mode}" }`,
      })),
    );
    // The first answers of all parts take as long as they take.
    for (const mode of modes) await answering(() => sentinels.ask(0, mode, 'first'));
  });
  after(async () => {
    await sentinels?.stop();
    await store?.stop();
  });

  for (const [how, { begin, end }] of Object.entries(outages)) {
    test(`keep what was promised while it is ${how}, and count again after it`, async (t) => {
      const ask = (mode: Mode, key: string) => sentinels.ask(0, mode, `${how} ${key}`);
      const begun: Crowd[] = [];
      // What is asked without an end must end with the test, also when that fails.
      t.after(() => stopped(begun));
      const all = (key: string, most?: number) => {
        const crowds = modes.map((mode) => new Crowd(clients, () => ask(mode, key), most));
        begun.push(...crowds);
        return crowds as [Crowd, Crowd, Crowd];
      };
      const counted = async (key: string) => {
        for (const crowd of await done(all(key, limit + 10)))
          assert.deepEqual([crowd.count(200), crowd.count(429)], [limit, 10], key);
      };
      await counted('before');

      // Load at the moment when it begins, and at the moment when it ends.
      const through = all('load');
      await wait(100);
      await begin(store);
      await wait(50);
      const fresh = all('fresh');
      await wait(outageMs);
      await until(() => fresh.every(({ answers }) => answers.length > limit));
      await stopped(fresh);
      await end(store);
      const tookMs = await Promise.all([
        countingAgain(() => ask('closed', 'back')),
        countingAgain(() => ask('open', 'back')),
      ]);
      await countedInStore(limit, (round) => new Crowd(clients, () => ask('local', `round ${round}`), limit + 10));
      await stopped(through);
      await counted('after');

      const slowestMs = Math.max(...[...fresh, ...through].map((crowd) => crowd.slowestMs));
      t.diagnostic(`counts again after ${tookMs.map(Math.round)} ms; slowest ${Math.round(slowestMs)} ms`);
      const [closed, open, local] = fresh;
      assert.deepEqual([closed.statuses, open.statuses], [[503], [200]]);
      assert.deepEqual([local.count(200), local.statuses], [limit * localShare, [200, 429]]);
      assert.ok([...fresh, ...through].every(({ lost }) => lost === 0));
      if (store.forgets && how === 'killed') return;
      assert.ok(through[0].count(200) <= limit, `${through[0].count(200)} of ${limit}`);
      assert.deepEqual(
        await Promise.all(modes.map(async (mode) => (await ask(mode, 'before')).status)),
        [429, 429, 429],
      );
    });
  }
}

function done(crowds: readonly Crowd[]): Promise<readonly Crowd[]> {
  return Promise.all(crowds.map((crowd) => crowd.done()));
}

async function stopped(crowds: readonly Crowd[]): Promise<void> {
  await Promise.all(crowds.map((crowd) => crowd.stop()));
}

/** Waits until a limit is counted where it is to be. */
async function answering(ask: () => Promise<Answer>): Promise<void> {
  let inARow = 0;
  let last: Answer | undefined;
  const isSo = async () => {
    last = await ask();
    inARow = last.status !== 503 && last.tookMs < timeoutMs / 5 ? inARow + 1 : 0;
    return inARow === 4;
  };
  await until(isSo, () => last, 10);
}

/** How long it takes until a limit refuses for being used up, again and again. */
async function countingAgain(ask: () => Promise<Answer>): Promise<number> {
  const startedAt = performance.now();
  let inARow = 0;
  const isCounted = async () => {
    inARow = (await ask()).status === 429 ? inARow + 1 : 0;
    return inARow === 4;
  };
  await until(isCounted, () => 'it is not counted', 10);
  return performance.now() - startedAt;
}
