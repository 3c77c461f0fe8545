import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ai, answer, chat, falling, json, usage } from '../../../liveness/ai.ts';
import type { Slots } from '../../../liveness/config-text.ts';
import { type Ask, Stage } from '../../../liveness/stage.ts';
import { settled } from '../../../support/http1/served.ts';

const price = (model: string, output: number): string =>
  `model "${model}" { input-cost-per-million 0; output-cost-per-million ${output} }`;
/** A token of output is a thousandth of a dollar of `dear`, and a thousand times less of `cheap`. */
const pricing = `pricing { ${price('dear', 1000)}; ${price('cheap', 1)} }`;
const money = (settings: string): string =>
  `cost-attribution { include-header #true; built-in-prices #false; ${pricing} }; ${settings}`;
const budget = (limit: number): string => `budget { cost-limit ${limit}; key "global"; period "daily" }`;
const alias = (from: string, to: string): string => `model-routing { model "${from}" upstream="app" as="${to}" }`;

async function stageOf(settings: string): Promise<Stage> {
  return Stage.of(ai(money(settings)));
}

/** Requests that are under way at once, each expected to write 100 tokens; which of them were let through. */
async function atOnce(stage: Stage, count: number, ask: Ask): Promise<readonly number[]> {
  stage.origin = (call) => json(call, 200, { ...answer, usage });
  return (await Promise.all(Array.from({ length: count }, () => stage.ask(ask)))).map(({ status }) => status);
}

const asked = (model: string): Ask => chat(model, {}, { max_tokens: 100 });

describe('a model under another name', () => {
  test('is let through for as much money as the model costs that is really asked', async () => {
    const stage = await stageOf(`${budget(0.25)}; ${alias('cheap', 'dear')}`);
    const held: (() => void)[] = [];
    stage.origin = (call) => void held.push(() => json(call, 200, { ...answer, usage }));
    const asks = Array.from({ length: 4 }, () => stage.ask(asked('cheap')));
    await settled();
    const reached = held.length;
    for (const goOn of held) goOn();
    const statuses = (await Promise.all(asks)).map(({ status }) => status);

    assert.equal(reached, 2);
    assert.deepEqual(statuses, [200, 200, 429, 429]);
  });

  test('is let through where only the name upstream has a price, or only that of the client', async () => {
    for (const [from, to] of [
      ['fast', 'cheap'],
      ['cheap', 'deployment-7'],
    ] as const) {
      const stage = await stageOf(`${budget(1)}; ${alias(from, to)}`);

      assert.deepEqual(await atOnce(stage, 1, asked(from)), [200], from);
    }
  });

  test('is refused where neither name has a price', async () => {
    const stage = await stageOf(`${budget(1)}; ${alias('fast', 'deployment-7')}`);

    assert.deepEqual(await atOnce(stage, 1, asked('fast')), [403]);
  });

  const named: readonly (readonly [says: string, answered: object, cost: string, logged: string])[] = [
    ['names none', {}, '0.004 USD', 'dear'],
    ['names one without a price', { model: 'release-9' }, '0.004 USD', 'release-9'],
    ['names one with a price', { model: 'cheap' }, '0.000004 USD', 'cheap'],
  ];
  for (const [says, answered, cost, model] of named) {
    test(`costs what the model costs that was asked, or that the answer names, where it ${says}`, async () => {
      const stage = await stageOf(alias('cheap', 'dear'));
      stage.origin = (call) => json(call, 200, { ...answer, ...answered, usage });
      const { headers } = await stage.ask(asked('cheap'));

      assert.equal(headers.get('x-inference-cost'), cost);
      assert.equal(stage.logged('access')[0]!['answered_model'], model);
      assert.equal(stage.logged('access')[0]!['model'], 'cheap');
    });
  }

  test('is let through for as much money as the dearest upstream of its fallback takes', async () => {
    const dearer = 'fallback-upstream "other" { model-mapping { "cheap" "dear" } }';
    const slots: Slots = {
      ...falling(''),
      route: `inference { ${money(budget(0.25))} }; fallback { triggers { on-error-codes 500 }; ${dearer} }`,
    };
    const stage = await Stage.of(slots);
    stage.origin = (call) => json(call, stage.calls.length % 2 === 1 ? 500 : 200, { ...answer, usage });
    const one = await stage.ask(chat('cheap', {}, { max_tokens: 300 }));
    const two = await stage.ask(chat('cheap', {}, { max_tokens: 200 }));

    assert.deepEqual([one.status, two.status], [413, 200]);
    assert.equal(two.headers.get('x-inference-cost'), '0.004 USD');
  });
});

describe('a budget of money', () => {
  const free: readonly (readonly [says: string, ask: Ask])[] = [
    ['lists models', { target: '/v1/models' }],
    ['asks for an answer that is kept', { target: '/v1/responses/r' }],
    ['deletes one', { method: 'DELETE', target: '/v1/responses/r' }],
    [
      'counts tokens of Anthropic',
      { method: 'POST', target: '/v1/messages/count_tokens', body: '{"model":"unlisted","messages":[]}' },
    ],
    [
      'counts tokens of Gemini',
      { method: 'POST', target: '/v1beta/models/unlisted:countTokens', body: '{"contents":[]}' },
    ],
  ];
  for (const [says, ask] of free) {
    test(`lets through whoever ${says}, which costs nothing`, async () => {
      const stage = await stageOf(budget(1));
      stage.origin = (call) => json(call, 200, { input_tokens: 9, totalTokens: 9 });
      const { status, headers } = await stage.ask(ask);

      assert.deepEqual([status, headers.get('x-budget-remaining')], [200, '1.00']);
    });
  }

  test('charges what an answer reports all the same, whatever was asked', async () => {
    const stage = await stageOf(budget(1));
    stage.origin = (call) =>
      json(call, 200, { candidates: [], modelVersion: 'dear', usageMetadata: { candidatesTokenCount: 9 } });
    const { headers } = await stage.ask({
      method: 'POST',
      target: '/v1/models/x:countTokens',
      body: '{"contents":[]}',
    });

    assert.equal(headers.get('x-budget-remaining'), '0.991');
  });

  test('refuses an embedding of a model without a price', async () => {
    const stage = await stageOf(budget(1));
    const body = '{"model":"unlisted","input":"hi"}';

    assert.equal((await stage.ask({ method: 'POST', target: '/v1/embeddings', body })).status, 403);
  });
});
