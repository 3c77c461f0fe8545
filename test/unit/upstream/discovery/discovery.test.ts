import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../../shared/errors/fault.ts';
import type { DiscoveredTarget } from '../../../../shared/upstream/discovery/discovered-target.ts';
import { Discovery, type DiscoveryRules } from '../../../../shared/upstream/discovery/discovery.ts';
import type { Round, Source, SourcePlatform } from '../../../../shared/upstream/discovery/source.ts';
import { found, foundUpstream, namesOf, settle } from '../../../support/discovery.ts';
import { SeededRandom } from '../../../support/seeded-random.ts';

/** A discovery whose source is played look by look. */
class Played {
  readonly made = foundUpstream();
  readonly looks: {
    readonly at: number;
    readonly round: Round;
    end(waitMs: number): void;
    fail(detail: string): void;
  }[] = [];
  readonly discovery: Discovery;
  hint: () => void = () => {};
  watchEnded = false;

  constructor(rules: Partial<DiscoveryRules> = {}) {
    const { upstream, time, changes } = this.made;
    const source: Source = {
      look: (round) =>
        new Promise((end, fail) => {
          const refuse = (detail: string): void => fail(new Fault('upstream_refused', { detail }));
          this.looks.push({ at: time.monotonic(), round, end, fail: refuse });
        }),
      watch: (onChange) => {
        this.hint = onChange;
        return () => {
          this.watchEnded = true;
        };
      },
    };
    this.discovery = new Discovery({
      ...{ upstream, source, onChange: (change) => changes.push(change) },
      rules: { type: 'file', maxTargets: 3, keepMs: 60_000, takesEmpty: false, ...rules },
      platform: { clock: time, timers: time, random: new SeededRandom(1) } as unknown as SourcePlatform,
    });
    this.discovery.start();
  }

  get look() {
    return this.looks.at(-1)!;
  }

  get told(): readonly string[] {
    return this.made.changes.map(({ what }) => what);
  }

  get state(): string | undefined {
    return this.made.upstream.discovery?.state;
  }

  async says(targets: readonly DiscoveredTarget[], waitMs = 1_000): Promise<void> {
    this.look.round.tell(targets);
    this.look.end(waitMs);
    await settle();
  }

  async fails(detail = 'no answer'): Promise<void> {
    this.look.fail(detail);
    await settle();
  }

  async pass(ms: number): Promise<void> {
    this.made.time.advance(ms);
    await settle();
  }
}

describe('Discovery', () => {
  test('tells of targets once, and not again while they are the same', async () => {
    const played = new Played();
    for (let i = 0; i < 3; i += 1) {
      await played.says(found('b', 'a'));
      await played.pass(1_100);
    }

    assert.deepEqual([played.looks.length, played.told], [4, ['targets changed']]);
    assert.equal(played.made.changes[0]?.reason, '2 now; new: a:80, b:80');
    assert.deepEqual(namesOf(played.made.upstream), ['a:80', 'b:80']);
  });

  test('waits longer after each failure in a row, tells of the first alone, and of the end', async () => {
    const played = new Played();
    await played.says(found('a'));
    await played.pass(1_100);
    const waits: number[] = [];
    for (let i = 0; i < 9; i += 1) {
      const from = played.look.at;
      const before = played.looks.length;
      await played.fails(`reason ${i}`);
      while (played.looks.length === before) await played.pass(20);
      waits.push(played.look.at - from);
    }
    await played.says(found('a'));

    const bounds = [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000];
    for (const [i, wait] of waits.entries())
      assert.ok(wait >= bounds[i]! / 2 && wait <= bounds[i]! + 40, `${i}: ${wait}`);
    assert.deepEqual(played.told.slice(0, 2), ['targets changed', 'discovery failing']);
    assert.equal(played.told.filter((what) => what === 'discovery failing').length, 1);
    assert.equal(played.told.at(-1), 'discovery back');
  });

  test('keeps the last known targets for its time, then gives them up', async () => {
    const played = new Played();
    await played.says(found('a'), 30_000);
    await played.pass(31_000);
    await played.fails();
    await played.pass(28_000);
    const before = [namesOf(played.made.upstream), played.state];
    await played.pass(2_000);

    assert.deepEqual(before, [['a:80'], 'failing']);
    assert.deepEqual([namesOf(played.made.upstream), played.state], [[], 'stale']);
    assert.equal(played.told.at(-1), 'discovery stale');
  });

  test('keeps targets as long as the source says that nothing has changed', async () => {
    const played = new Played();
    await played.says(found('a'), 25_000);
    for (let i = 0; i < 5; i += 1) {
      await played.pass(26_000);
      played.look.round.unchanged();
      played.look.end(25_000);
      await settle();
    }

    assert.deepEqual([namesOf(played.made.upstream), played.state], [['a:80'], 'current']);
  });

  test('does not believe an answer without targets, unless it is told to', async () => {
    const answers = async (takesEmpty: boolean) => {
      const played = new Played({ takesEmpty });
      await played.says(found('a'));
      await played.pass(1_100);
      await played.says([]);
      return [namesOf(played.made.upstream), played.state];
    };

    assert.deepEqual(await answers(false), [['a:80'], 'failing']);
    assert.deepEqual(await answers(true), [[], 'current']);
  });

  test('goes on doubting an answer without targets that the source says is still so', async () => {
    const played = new Played();
    await played.says(found('a'));
    await played.pass(1_100);
    await played.says([]);
    for (let i = 0; i < 3; i += 1) {
      await played.pass(1_100);
      played.look.round.unchanged();
      played.look.end(1_000);
      await settle();
    }
    const before = [namesOf(played.made.upstream), played.state];
    await played.pass(60_000);

    assert.deepEqual(before, [['a:80'], 'failing']);
    assert.deepEqual([namesOf(played.made.upstream), played.state], [[], 'stale']);
  });

  test('takes no more targets than it may, the same ones whatever their order, and says so once', async () => {
    const played = new Played();
    await played.says(found('d', 'c', 'b', 'a'));
    await played.pass(1_100);
    await played.says(found('a', 'b', 'c', 'd'));

    assert.deepEqual(namesOf(played.made.upstream), ['a:80', 'b:80', 'c:80']);
    assert.deepEqual(played.told, ['targets changed', 'targets left out']);
  });

  test('leaves out what could be no target, and those of weight 0', async () => {
    const played = new Played();
    const odd = [
      { host: 'a b', port: 80, weight: 1 },
      { host: 'a\r\nx', port: 80, weight: 1 },
      { host: 'ok', port: 0, weight: 1 },
      { host: 'ok', port: 80.5, weight: 1 },
      { host: 'ok', port: 80, weight: -1 },
    ];
    await played.says([...odd, { host: 'out', port: 80, weight: 0 }, ...found('fine')]);

    assert.deepEqual(namesOf(played.made.upstream), ['fine:80']);
    assert.match(played.made.changes.at(-1)?.reason ?? '', /^5 that are no host/);
  });

  test('looks at once when the source hints at news, but never twice at the same time', async () => {
    const played = new Played();
    played.hint();
    await played.pass(500);
    const during = played.looks.length;
    await played.says(found('a'), 30_000);
    await played.pass(150);
    await played.says(found('a'), 30_000);
    played.hint();
    await played.pass(150);

    assert.deepEqual([during, played.looks.length], [1, 3]);
  });

  test('says when its first look is over, however that went', async () => {
    const over = async (end: (played: Played) => unknown) => {
      const played = new Played();
      let isOver = false;
      void played.discovery.firstDone.then(() => {
        isOver = true;
      });
      await settle();
      const before = isOver;
      await end(played);
      await settle();
      return [before, isOver];
    };

    assert.deepEqual(await over((played) => played.says(found('a'))), [false, true]);
    assert.deepEqual(await over((played) => played.fails()), [false, true]);
    assert.deepEqual(await over((played) => played.discovery.stop()), [false, true]);
  });

  test('does nothing more once it has stopped', async () => {
    const played = new Played();
    const { round } = played.look;
    played.discovery.stop();
    round.tell(found('a'));
    await played.fails();
    await played.pass(120_000);

    assert.deepEqual([played.looks.length, played.told, namesOf(played.made.upstream)], [1, [], []]);
    assert.deepEqual([round.stopping.isStopped, played.watchEnded], [true, true]);
  });
});
