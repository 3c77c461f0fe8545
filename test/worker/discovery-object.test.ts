import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { Fault } from '../../shared/errors/fault.ts';
import { Discovery } from '../../shared/upstream/discovery/discovery.ts';
import type { Source } from '../../shared/upstream/discovery/source.ts';
import type { FoundTargets } from '../../worker/cloudflare/health/found-targets.ts';
import { HealthObject } from '../../worker/cloudflare/health/health-object.ts';
import { SharedHealth } from '../../worker/cloudflare/health/shared-health.ts';
import { found, foundUpstream, settle } from '../support/discovery.ts';
import { FakeHealthStorage } from '../support/fake-health-storage.ts';
import { FakeTime } from '../support/fake-time.ts';
import { SeededRandom } from '../support/seeded-random.ts';

const keepMs = 60_000;
const intervalMs = 10_000;

describe('the object that discovers targets', () => {
  let time: FakeTime;
  let storage: FakeHealthStorage;
  let object: HealthObject;
  let looks: number;
  let said: readonly string[] | undefined;

  beforeEach(() => {
    time = new FakeTime();
    storage = new FakeHealthStorage();
    looks = 0;
    said = ['a', 'b'];
    object = make();
  });

  /** The object as the platform makes it, now or anew. */
  function make(): HealthObject {
    const { upstream } = foundUpstream({}, 'round-robin', time);
    const source: Source = {
      async look({ tell }) {
        looks += 1;
        await settle();
        if (!said) throw new Fault('upstream_refused');
        tell(found(...said));
        return intervalMs;
      },
    };
    const rules = { type: 'http', maxTargets: 10, keepMs, takesEmpty: false };
    const platform = { clock: time, timers: time, random: new SeededRandom(1), transport: undefined as never };
    const work = {
      checks: [],
      discoveries: [new Discovery({ upstream, source, rules, platform, onChange: undefined })],
    };
    return new HealthObject({ storage }, undefined, time, async () => work);
  }

  async function listed(): Promise<readonly string[]> {
    const response = await object.fetch(new Request('http://health/targets'));
    const [row] = (await response.json()) as FoundTargets[];
    return row?.targets.map(({ host }) => host) ?? [];
  }
  /** Moves the clock to the alarm and lets it ring. */
  async function ring(): Promise<void> {
    time.advance(storage.alarm! - time.now());
    storage.alarm = null;
    await object.alarm();
  }

  test('asks the source at the first question alone, and goes on by its alarm', async () => {
    const first = await Promise.all([listed(), listed()]);
    const before = looks;
    said = ['b'];
    await ring();

    assert.deepEqual(
      [first, before, await listed()],
      [
        [
          ['a', 'b'],
          ['a', 'b'],
        ],
        1,
        ['b'],
      ],
    );
    assert.equal(storage.alarm! - time.now(), intervalMs);
  });

  test('lists what it knows while the source fails, until that is too old', async () => {
    await listed();
    said = undefined;
    await ring();
    const during = await listed();
    while (time.now() < 1_700_001_000_000 + keepMs + 1000) await ring();

    assert.deepEqual([during, await listed()], [['a', 'b'], []]);
  });

  test('does not believe that all are gone', async () => {
    await listed();
    said = [];
    await ring();

    assert.deepEqual(await listed(), ['a', 'b']);
  });

  test('knows them when the platform makes it anew, and leaves the source alone until its alarm', async () => {
    await listed();
    object = make();

    assert.deepEqual([await listed(), looks], [['a', 'b'], 1]);
  });

  test('gives isolates targets that they use no longer than it says, also while it cannot be reached', async () => {
    let isThere = true;
    const taken: number[] = [];
    const taker = {
      ejectAsOthers() {},
      discoveries: [{}],
      takeTargets: (all: readonly FoundTargets[]) => void taken.push(all.length),
    };
    const targets = async (): Promise<readonly FoundTargets[]> => {
      if (!isThere) throw new Error('it is away');
      return [{ upstream: 'app', targets: found('a'), untilMs: time.now() + keepMs }];
    };
    const store = { read: async () => [], add: async () => {}, targets };
    const health = new SharedHealth({ store, ttlMs: 0, platform: { clock: time, log: { write() {} } } });
    const mustWait = health.mustWait(taker);
    await health.refresh(taker);
    isThere = false;
    await health.refresh(taker);
    time.advance(keepMs + 1);
    await health.refresh(taker);

    assert.deepEqual([mustWait, taken], [true, [1, 1, 0]]);
  });
});
