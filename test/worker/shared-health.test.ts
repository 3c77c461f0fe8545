import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { Ejection } from '../../shared/upstream/ejection.ts';
import { type HealthStore, SharedHealth } from '../../worker/cloudflare/health/shared-health.ts';
import { FakeClock } from '../support/fake-clock.ts';

const ejection: Ejection = { upstream: 'app', target: 'a:80', untilMs: 5 };

describe('the health that an isolate shares', () => {
  let clock: FakeClock;
  let lines: string[];
  let broken: Error | undefined;
  let held: Ejection[];
  let health: SharedHealth;

  const store: HealthStore = {
    async read() {
      if (broken) throw broken;
      return held;
    },
    async add(added) {
      if (broken) throw broken;
      held.push(added);
    },
  };

  beforeEach(() => {
    clock = new FakeClock();
    lines = [];
    held = [];
    broken = undefined;
    const log = { write: (_stream: string, line: string) => void lines.push(line) };
    health = new SharedHealth({ store, ttlMs: 5000, platform: { clock, log } });
  });

  async function taken(): Promise<Ejection[]> {
    const seen: Ejection[] = [];
    await health.refresh({ ejectAsOthers: (each) => void seen.push(each) });
    return seen;
  }

  test('tells of an ejection, and takes over those of others', async () => {
    await health.tell(ejection);

    assert.deepEqual(await taken(), [ejection]);
  });

  test('asks at once, and again when its knowledge is old', async () => {
    const first = health.isDue;
    await taken();
    const fresh = health.isDue;
    clock.advance(5000);

    assert.deepEqual([first, fresh, health.isDue], [true, false, true]);
  });

  test('does not ask sooner because the store failed', async () => {
    broken = new Error('gone');
    await taken();

    assert.equal(health.isDue, false);
  });

  test('goes on without the store, says so once, and says when it is back', async () => {
    broken = new Error('gone');
    await health.tell(ejection);
    const none = await taken();
    broken = undefined;
    await taken();

    assert.deepEqual(none, []);
    assert.equal(lines.length, 2, lines.join('\n'));
    assert.match(lines[0]!, /"warn".*not shared.*gone/);
    assert.match(lines[1]!, /"info".*shared again/);
  });
});
