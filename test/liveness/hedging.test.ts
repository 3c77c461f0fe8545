import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FakeCall } from '../support/fake-transport.ts';
import { settled } from '../support/http1/served.ts';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import { Stage } from './stage.ts';

/** A route that begins a second try as `text` says. */
function hedge(text: string, tries = 3): Slots {
  const targets = 'target "a.test:80"; target "b.test:80"; target "c.test:80"; target "d.test:80"';
  return { targets, route: `retry-policy { max-attempts ${tries}; hedge { ${text} } }` };
}

const stalls = (): void => {};

/** Tries that so many requests have begun a while after they came. */
const triesOf =
  (requests: number, waitMs = 1000) =>
  async (stage: Stage): Promise<number> => {
    stage.origin = stalls;
    for (let i = 0; i < requests; i += 1) void stage.begin();
    await settled();
    stage.platform.time.advance(waitMs);
    await settled();
    return stage.calls.length;
  };

describe('hedge', () => {
  alive('routes.retry-policy.hedge.after', 'is waited before the second try', {
    off: hedge('after "60s"'),
    on: hedge('after "100ms"'),
    see: triesOf(1),
    shows: [1, 2],
  });
  alive('routes.retry-policy.hedge.after', 'may be a percentile of how long answers took', {
    off: hedge('after "p50"; budget-min 100'),
    on: hedge('after "p99"; budget-min 100'),
    see: async (stage) => {
      // Every tenth answer takes 2 s, the others none.
      for (let i = 0; i < 40; i += 1) await answerAfter(stage, i % 10 === 0 ? 2000 : 0);
      const before = stage.calls.length;
      return (await triesOf(1, 1500)(stage)) - before;
    },
    shows: [2, 1],
  });
  alive('routes.retry-policy.hedge.budget-percent', 'bounds second tries to a share of the requests', {
    off: hedge('after "100ms"; budget-min 0; budget-percent 100'),
    on: hedge('after "100ms"; budget-min 0; budget-percent 10'),
    see: triesOf(20),
    shows: [40, 22],
  });
  alive('routes.retry-policy.hedge.budget-min', 'is allowed whatever the share', {
    off: hedge('after "100ms"; budget-min 0; budget-percent 0'),
    on: hedge('after "100ms"; budget-min 3; budget-percent 0'),
    see: triesOf(20),
    shows: [20, 23],
  });
  alive('routes.retry-policy.hedge.max', 'bounds the tries beside the first', {
    off: hedge('after "100ms"; budget-min 10; max 1', 5),
    on: hedge('after "100ms"; budget-min 10; max 3', 5),
    see: triesOf(1),
    shows: [2, 4],
  });

  test('is told in the access log, with the target that answered', async () => {
    const stage = await Stage.of({ ...hedge('after "100ms"'), logging: 'access-log { file "stdout" }' });
    stage.origin = stalls;
    const answer = stage.ask();
    await settled();
    stage.platform.time.advance(200);
    await settled();
    stage.calls[1]!.answer(200);
    await answer;

    const [line] = stage.logged('access');
    assert.deepEqual(
      [line!['upstream_attempts'], line!['upstream_hedges'], line!['upstream_addr']],
      [2, 1, 'b.test:80'],
    );
    assert.deepEqual(stage.logged('error'), []);
  });

  test('is refused where it could never be', async () => {
    await assert.rejects(Stage.of(hedge('', 1)), /no effect with a single try/);
    await assert.rejects(Stage.of({ route: 'retry-policy { hedge }' }), /a single target/);
    await assert.rejects(Stage.of(hedge('after "p200"')), /a percentile such as "p95"/);
  });
});

async function answerAfter(stage: Stage, ms: number): Promise<void> {
  let call: FakeCall | undefined;
  stage.origin = (one) => {
    call ??= one;
  };
  const answer = stage.ask();
  await settled();
  stage.platform.time.advance(ms);
  call!.answer(200);
  await answer;
  await settled();
}
