import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import type { Scenario } from '../support/ai/scenario.ts';
import { allOf } from './all-of.ts';
import { ClientStage, keys } from './client-stage.ts';
import { failureOf } from './failure-of.ts';

const settings = (base: string) => ({
  apiKey: keys.client,
  maxRetries: 0,
  configuration: { baseURL: `${base}/v1` },
});
const model = (base: string) => new ChatOpenAI({ ...settings(base), model: 'gpt-4o' });
const weather = { type: 'function' as const, function: { name: 'weather', parameters: { type: 'object' } } };

describe('LangChain', { concurrency: false, timeout: 120_000 }, () => {
  let stage: ClientStage;
  before(async () => {
    stage = await ClientStage.start();
  });
  after(() => stage.stop());

  test('invokes a model', async () => {
    const found = await stage.alike(async (base) => {
      const { content, usage_metadata: usage } = await model(base).invoke('Say hello.');
      return { content, usage: usage as { readonly total_tokens: number } | undefined };
    });

    assert.deepEqual([found.content, found.usage?.total_tokens], ['Hello, world!', 14]);
  });

  test('streams', async () => {
    const parts = await stage.alike(async (base) => {
      const found = await allOf(await model(base).stream('Say hello.'));
      return found.map(({ content }) => content);
    });

    assert.equal(parts.join(''), 'Hello, world!');
  });

  test('calls tools', async () => {
    const calls = await stage.alike(
      async (base) => (await model(base).bindTools([weather]).invoke('How is it outside?')).tool_calls,
      (): Scenario => ({ pieces: [], tool: { name: 'weather', pieces: ['{"ci', 'ty":"Oslo"}'] } }),
    );

    assert.deepEqual(calls?.[0]?.args, { city: 'Oslo' });
  });

  test('asks for embeddings', async () => {
    const found = await stage.alike((base) =>
      new OpenAIEmbeddings({ ...settings(base), model: 'text-embedding-3-small', encodingFormat: 'float' }).embedQuery(
        'a',
      ),
    );

    assert.deepEqual(found, [0.25, -0.5, 1]);
  });

  test('is told of an error as by OpenAI', async () => {
    const error = { status: 401, type: 'invalid_api_key', message: 'The mock says no.' };
    const failure = await stage.alike(
      (base) => failureOf(() => model(base).invoke('Say hello.')),
      () => ({ error }),
    );

    assert.deepEqual([failure.status, failure.code], [401, 'invalid_api_key']);
  });
});
