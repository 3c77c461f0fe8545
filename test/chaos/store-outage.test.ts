import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type RedisServer, startRedis } from '../support/redis-server.ts';
import { until } from '../support/until.ts';
import { countedInStore } from './counted-in-store.ts';
import { Crowd } from './crowd.ts';
import { type Answer, LimitedSentinels } from './limited-sentinel.ts';

const limit = 20;
/** A share of the limit that one process lets through by itself. */
const localShare = 0.5;
/** Far more than an answer takes on a busy machine; what is not answered within it is decided without the store. */
const timeoutMs = 1000;
/** The shortest outage; it lasts until everybody was told what the limit is by then. */
const outageMs = 1500;
const clients = 4;
const modes = ['closed', 'open', 'local'] as const;

type Mode = (typeof modes)[number];

interface Outage {
  readonly how: string;
  begin(redis: RedisServer): Promise<void> | void;
  end(redis: RedisServer): Promise<void> | void;
}

const outages: readonly Outage[] = [
  { how: 'killed', begin: (redis) => redis.kill(), end: (redis) => redis.start() },
  {
    how: 'paused',
    begin: (redis) => void process.kill(redis.pid(), 'SIGSTOP'),
    end: (redis) => void process.kill(redis.pid(), 'SIGCONT'),
  },
];

describe('limits in a Redis that goes away under load', { timeout: 240_000 }, () => {
  let redis: RedisServer;
  let sentinels: LimitedSentinels;

  before(async () => {
    redis = await startRedis();
    sentinels = await LimitedSentinels.start(1, () =>
      modes.map((mode) => ({
        name: mode,
        rate: `limit ${limit}; window "1d"`,
        ledger: `"redis" { url "${redis.url}"; timeout-ms ${timeoutMs}; failure-mode "${mode}"; local-share ${localShare} }`,
      })),
    );
  });
  after(async () => {
    await sentinels?.stop();
    await redis?.stop();
  });

  for (const outage of outages) {
    test(`keep what was promised while it is ${outage.how}, and count again after it`, async (t) => {
      const ask = (mode: Mode, key: string) => sentinels.ask(0, mode, `${outage.how} ${key}`);
      const all = (key: string, most?: number) => perMode((mode) => new Crowd(clients, () => ask(mode, key), most));
      for (const crowd of await done(all('spent', limit + 10))) {
        assert.deepEqual([crowd.count(200), crowd.count(429)], [limit, 10]);
      }

      // Load at the moment when it begins, and at the moment when it ends.
      const through = all('load');
      await wait(200);
      await outage.begin(redis);
      await wait(50);
      const spent = all('spent');
      const fresh = all('fresh');
      await wait(outageMs);
      const crowdsOfOutage = [spent, fresh].flatMap((each) => Object.values(each));
      await until(() => crowdsOfOutage.every(({ answers }) => answers.length > limit));
      await stopped(spent, fresh);
      await outage.end(redis);
      const tookMs = await Promise.all(modes.map((mode) => refusing(() => ask(mode, 'spent'))));
      await countedInStore(limit, (round) => new Crowd(clients, () => ask('local', `round ${round}`), limit + 10));
      await stopped(through);
      const counted = all('fresh', limit + 10);
      const later = all('later', limit + 10);
      await done(counted);
      await done(later);

      t.diagnostic(`counts again after ${tookMs.map(Math.round)} ms; slowest ${slowestMs([spent, fresh, through])} ms`);
      assert.deepEqual([spent.closed.statuses, fresh.closed.statuses], [[503], [503]]);
      assert.deepEqual([spent.open.statuses, fresh.open.statuses], [[200], [200]]);
      for (const { local } of [spent, fresh]) {
        assert.deepEqual([local.count(200), local.statuses], [limit * localShare, [200, 429]]);
      }
      for (const mode of modes) {
        assert.deepEqual([later[mode].count(200), later[mode].count(429)], [limit, 10], mode);
        // Of what got no answer at the beginning some may have been counted.
        assert.ok(counted[mode].count(200) <= limit, `${mode}: ${counted[mode].count(200)} of ${limit}`);
      }
      assert.ok(through.closed.count(200) <= limit, `${through.closed.count(200)} of ${limit}`);
      assert.ok(through.local.count(200) <= limit * (1 + localShare), `${through.local.count(200)} of ${limit}`);
      const crowds = [spent, fresh, through, counted, later].flatMap((each) => Object.values(each));
      assert.ok(crowds.every(({ lost }) => lost === 0));
    });
  }
});

type PerMode = Readonly<Record<Mode, Crowd>>;

function perMode(of: (mode: Mode) => Crowd): PerMode {
  return { closed: of('closed'), open: of('open'), local: of('local') };
}

function done(crowds: PerMode): Promise<readonly Crowd[]> {
  return Promise.all(Object.values(crowds).map((crowd) => crowd.done()));
}

async function stopped(...all: readonly PerMode[]): Promise<void> {
  await Promise.all(all.flatMap((crowds) => Object.values(crowds)).map((crowd) => crowd.stop()));
}

function slowestMs(all: readonly PerMode[]): number {
  const slowest = all.flatMap((crowds) => Object.values(crowds)).map((crowd) => crowd.slowestMs);
  return Math.round(Math.max(...slowest));
}

/** How long it takes until a used up limit refuses again, on every connection to the store. */
async function refusing(ask: () => Promise<Answer>): Promise<number> {
  const startedAt = performance.now();
  let inARow = 0;
  const isCounted = async () => {
    inARow = (await ask()).status === 429 ? inARow + 1 : 0;
    return inARow === 4;
  };
  await until(isCounted, () => 'it is not counted', 20);
  return performance.now() - startedAt;
}
