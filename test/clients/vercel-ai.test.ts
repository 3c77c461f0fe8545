import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createOpenAI } from '@ai-sdk/openai';
import { embed, generateText, jsonSchema, streamText, type ToolSet } from 'ai';
import type { Scenario } from '../support/ai/scenario.ts';
import { allOf } from './all-of.ts';
import { ClientStage, keys } from './client-stage.ts';
import { failureOf } from './failure-of.ts';

const provider = (base: string) => createOpenAI({ baseURL: `${base}/v1`, apiKey: keys.client });
const asked = { prompt: 'Say hello.', maxRetries: 0 };
const tools: ToolSet = { weather: { inputSchema: jsonSchema({ type: 'object' }) } };

describe('the AI SDK of Vercel', { concurrency: false, timeout: 120_000 }, () => {
  let stage: ClientStage;
  before(async () => {
    stage = await ClientStage.start();
  });
  after(() => stage.stop());

  for (const kind of ['chat', 'responses'] as const) {
    const modelAt = (base: string) => provider(base)[kind]('gpt-4o');

    test(`generates a text (${kind})`, async () => {
      const found = await stage.alike(async (base) => {
        const { text, usage, finishReason } = await generateText({ ...asked, model: modelAt(base) });
        return { text, usage, finishReason };
      });

      assert.deepEqual([found.text, found.usage.inputTokens, found.usage.outputTokens], ['Hello, world!', 10, 4]);
    });

    test(`streams a text (${kind})`, async () => {
      const found = await stage.alike(async (base) => {
        const stream = streamText({ ...asked, model: modelAt(base) });
        return { parts: await allOf(stream.textStream), usage: await stream.usage };
      });

      assert.deepEqual(found.parts, ['Hello', ', ', 'world', '!']);
      assert.equal(found.usage.outputTokens, 4);
    });
  }

  test('calls tools, in one piece and as a stream', async () => {
    const script = (): Scenario => ({ pieces: [], tool: { name: 'weather', pieces: ['{"ci', 'ty":"Oslo"}'] } });
    const whole = await stage.alike(async (base) => {
      const { toolCalls } = await generateText({ ...asked, tools, model: provider(base).chat('gpt-4o') });
      return toolCalls.map(({ input }) => input);
    }, script);
    const streamed = await stage.alike(async (base) => {
      const calls = await streamText({ ...asked, tools, model: provider(base).chat('gpt-4o') }).toolCalls;
      return calls.map(({ input }) => input);
    }, script);

    assert.deepEqual([whole, streamed], [[{ city: 'Oslo' }], [{ city: 'Oslo' }]]);
  });

  test('asks for embeddings', async () => {
    const found = await stage.alike(async (base) => {
      const { embedding, usage } = await embed({
        model: provider(base).embedding('text-embedding-3-small'),
        value: 'a',
        maxRetries: 0,
      });
      return { embedding, usage };
    });

    assert.deepEqual(found.embedding, [0.25, -0.5, 1]);
  });

  test('is told of an error as by OpenAI', async () => {
    const error = { status: 429, type: 'rate_limit_error', message: 'The mock says no.' };
    const failure = await stage.alike(
      (base) => failureOf(() => generateText({ ...asked, model: provider(base).chat('gpt-4o') })),
      () => ({ error }),
    );

    assert.deepEqual([failure.kind, failure.message], ['APICallError', 'The mock says no.']);
  });
});
