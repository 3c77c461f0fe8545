import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import type { Scenario } from '../support/ai/scenario.ts';
import { allOf } from './all-of.ts';
import { ClientStage, keys } from './client-stage.ts';
import { failureOf } from './failure-of.ts';
import { until } from './until.ts';

const openai = (base: string) =>
  new OpenAI({ baseURL: `${base}/v1`, apiKey: keys.client, maxRetries: 0, timeout: 60_000 });
const anthropic = (base: string) =>
  new Anthropic({ baseURL: base, apiKey: keys.client, maxRetries: 0, timeout: 60_000 });
const google = (base: string) =>
  new GoogleGenAI({ apiKey: keys.client, httpOptions: { baseUrl: base, timeout: 60_000 } });

const messages = [{ role: 'user' as const, content: 'Say hello.' }];
const chat = { model: 'gpt-4o', messages };
const asked = { model: 'claude-sonnet-4-5', max_tokens: 100, messages };
const generated = { model: 'gemini-2.5-flash', contents: 'Say hello.' };
const tools = [{ type: 'function' as const, function: { name: 'weather', parameters: { type: 'object' } } }];
const toolsOfAnthropic = [{ name: 'weather', input_schema: { type: 'object' as const } }];
const calling = (): Scenario => ({ pieces: [], tool: { name: 'weather', pieces: ['{"ci', 'ty":"Oslo"}'] } });
const overloaded = (): Scenario => ({ error: { status: 503, type: 'some_error', message: 'The mock says no.' } });

// The whole list runs on Node; these are the ways in which runtimes could differ.
for (const runtime of ['deno', 'bun', 'workerd'] as const) {
  describe(`clients through Sentinel on ${runtime}`, { concurrency: false, timeout: 240_000 }, () => {
    let stage: ClientStage;
    before(async () => {
      stage = await ClientStage.start(runtime);
    });
    after(() => stage.stop());

    test('chat', async () => {
      const answer = await stage.alike((base) => openai(base).chat.completions.create(chat));
      const message = await stage.alike((base) => anthropic(base).messages.create(asked));
      const content = await stage.alike(async (base) => (await google(base).models.generateContent(generated)).text);

      assert.equal(answer.choices[0]?.message.content, 'Hello, world!');
      assert.equal(message.content[0]?.type === 'text' && message.content[0].text, 'Hello, world!');
      assert.equal(content, 'Hello, world!');
    });

    test('stream', async () => {
      const chunks = await stage.alike(async (base) =>
        allOf(await openai(base).chat.completions.create({ ...chat, stream: true })),
      );
      const message = await stage.alike((base) => anthropic(base).messages.stream(asked).finalMessage());
      const texts = await stage.alike(async (base) =>
        (await allOf(await google(base).models.generateContentStream(generated))).map(({ text }) => text),
      );

      assert.equal(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join(''), 'Hello, world!');
      assert.equal(message.usage.output_tokens, 4);
      assert.equal(texts.join(''), 'Hello, world!');
    });

    test('call tools', async () => {
      const answer = await stage.alike((base) => openai(base).chat.completions.create({ ...chat, tools }), calling);
      const message = await stage.alike(
        (base) =>
          anthropic(base)
            .messages.stream({ ...asked, tools: toolsOfAnthropic })
            .finalMessage(),
        calling,
      );

      assert.equal(answer.choices[0]?.message.tool_calls?.length, 1);
      assert.deepEqual(message.content.find(({ type }) => type === 'tool_use')?.type, 'tool_use');
    });

    test('are told of errors', async () => {
      const failures = [
        await stage.alike((base) => failureOf(() => openai(base).chat.completions.create(chat)), overloaded),
        await stage.alike((base) => failureOf(() => anthropic(base).messages.create(asked)), overloaded),
      ];

      assert.deepEqual(
        failures.map(({ status }) => status),
        [503, 503],
      );
    });

    test('are told that a stream broke off, after what was said', async () => {
      const said: string[] = [];
      const failure = await stage.through(
        (base) =>
          failureOf(async () => {
            const stream = await openai(base).chat.completions.create({ ...chat, stream: true });
            for await (const { choices } of stream) said.push(choices[0]?.delta.content ?? '');
          }),
        { breaks: { after: 2, how: 'reset' } },
      );

      assert.deepEqual([said.join(''), failure.kind], ['Hello, ', 'APIError']);
    });

    test('make the provider stop when they leave a stream', async () => {
      const hold = new Promise<void>(() => {});
      const leave = new AbortController();
      const left = new Promise<void>((resolve) => leave.signal.addEventListener('abort', () => resolve()));
      // On workerd a client that closes its connection is noticed by the next write.
      const written = runtime === 'workerd' ? left : hold;
      await stage.through(
        async (base) => {
          const options = { signal: leave.signal };
          const stream = await openai(base).chat.completions.create({ ...chat, stream: true }, options);
          for await (const { choices } of stream) if (choices[0]?.delta.content === 'Hello') leave.abort();
        },
        { gate: (piece) => (piece === 0 ? undefined : piece < 3 ? written : hold) },
      );

      assert.ok(await until(() => stage.only.ending === 'client-left', 20_000));
    });
  });
}
