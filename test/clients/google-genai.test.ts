import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { GoogleGenAI } from '@google/genai';
import type { Scenario } from '../support/ai/scenario.ts';
import { allOf } from './all-of.ts';
import { ClientStage, keys } from './client-stage.ts';
import { failureOf } from './failure-of.ts';
import { until } from './until.ts';

const models = (baseUrl: string) => new GoogleGenAI({ apiKey: keys.client, httpOptions: { baseUrl } }).models;
const asked = { model: 'gemini-2.5-flash', contents: 'Say hello.' };

describe('the client of Google', { concurrency: false, timeout: 120_000 }, () => {
  let stage: ClientStage;
  before(async () => {
    stage = await ClientStage.start();
  });
  after(() => stage.stop());

  test('generates content', async () => {
    const found = await stage.alike(async (base) => {
      const { text, usageMetadata, modelVersion } = await models(base).generateContent(asked);
      return { text, usageMetadata, modelVersion };
    });

    assert.equal(found.text, 'Hello, world!');
    assert.equal(found.usageMetadata?.totalTokenCount, 14);
  });

  test('streams content', async () => {
    const parts = await stage.alike(async (base) => {
      const found = await allOf(await models(base).generateContentStream(asked));
      return found.map(({ text, usageMetadata }) => ({ text, usageMetadata }));
    });

    assert.equal(parts.map(({ text }) => text ?? '').join(''), 'Hello, world!');
    assert.equal(parts.at(-1)?.usageMetadata?.promptTokenCount, 10);
  });

  test('calls functions', async () => {
    const calls = await stage.alike(
      async (base) => (await models(base).generateContent(asked)).functionCalls,
      (): Scenario => ({ pieces: [], tool: { name: 'weather', pieces: ['{"city":"Oslo"}'] } }),
    );

    assert.deepEqual(calls, [{ name: 'weather', args: { city: 'Oslo' } }]);
  });

  for (const status of [400, 403, 429, 500]) {
    test(`is told of an answer with status ${status}`, async () => {
      const error = { status, type: 'SOME_ERROR', message: 'The mock says no.' };
      const failure = await stage.alike(
        (base) => failureOf(() => models(base).generateContent(asked)),
        () => ({ error }),
      );

      assert.deepEqual([failure.kind, failure.status], ['ApiError', status]);
      assert.match(failure.message, /The mock says no/);
    });
  }

  for (const how of ['close', 'reset', 'stall'] as const) {
    test(`is told that a stream broke off (${how}), after what was said`, async () => {
      const said: string[] = [];
      await stage.through(
        (base) =>
          failureOf(async () => {
            for await (const { text } of await models(base).generateContentStream(asked)) said.push(text ?? '');
          }),
        { breaks: { after: 2, how } },
      );

      assert.equal(said.join(''), 'Hello, ');
    });
  }

  test('makes the provider stop when it leaves a stream', async () => {
    const hold = new Promise<void>(() => {});
    const leave = new AbortController();
    await stage.through(
      (base) =>
        failureOf(async () => {
          const config = { abortSignal: leave.signal };
          for await (const _ of await models(base).generateContentStream({ ...asked, config })) leave.abort();
        }),
      { gate: (piece) => (piece === 0 ? undefined : hold) },
    );

    assert.ok(await until(() => stage.only.ending === 'client-left', 20_000));
  });

  test('is told of a model that is not served', async () => {
    const failure = await stage.through(
      (base) => failureOf(() => models(base).generateContent({ ...asked, model: 'unheard-of' })),
      {},
      '/strict',
    );

    assert.deepEqual([failure.kind, failure.status], ['ApiError', 404]);
  });
});
