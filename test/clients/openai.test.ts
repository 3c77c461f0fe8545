import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import OpenAI from 'openai';
import type { Scenario } from '../support/ai/scenario.ts';
import { allOf } from './all-of.ts';
import { ClientStage, keys } from './client-stage.ts';
import { failureOf } from './failure-of.ts';
import { until } from './until.ts';

const client = (base: string, maxRetries = 0) =>
  new OpenAI({ baseURL: `${base}/v1`, apiKey: keys.client, maxRetries, timeout: 60_000 });
const messages = [{ role: 'user' as const, content: 'Say hello.' }];
const model = 'gpt-4o';
const tools = [{ type: 'function' as const, function: { name: 'weather', parameters: { type: 'object' } } }];
const tool = { name: 'weather', pieces: ['{"ci', 'ty":"Oslo"}'] };

const streamed = (base: string, more: object = {}) =>
  client(base).chat.completions.create({ model, messages, stream: true, ...more });

describe('the client of OpenAI', { concurrency: false, timeout: 120_000 }, () => {
  let stage: ClientStage;
  before(async () => {
    stage = await ClientStage.start();
  });
  after(() => stage.stop());

  test('chats', async () => {
    const answer = await stage.alike((base) => client(base).chat.completions.create({ model, messages, n: 2 }));

    assert.deepEqual(
      answer.choices.map(({ message }) => message.content),
      ['Hello, world!', 'Hello, world!'],
    );
    assert.deepEqual([answer.usage?.prompt_tokens, answer.usage?.completion_tokens], [10, 8]);
  });

  test('streams a chat, without a usage that it did not ask for', async () => {
    const chunks = await stage.alike(async (base) => allOf(await streamed(base)));

    assert.equal(chunks.map(({ choices }) => choices[0]!.delta.content ?? '').join(''), 'Hello, world!');
    assert.ok(chunks.every(({ choices }) => choices.length === 1));
  });

  test('streams a chat, with the usage that it asked for', async () => {
    const chunks = await stage.alike(async (base) =>
      allOf(await streamed(base, { stream_options: { include_usage: true } })),
    );

    assert.equal(chunks.at(-1)?.usage?.completion_tokens, 4);
  });

  test('reads a stream that comes compressed and cut anywhere', async () => {
    const split = (bytes: Buffer) => Array.from(bytes, (byte) => Buffer.of(byte));
    const pieces = ['Grüße', ' – ', '🙂'];
    const chunks = await stage.through(async (base) => allOf(await streamed(base)), {
      split,
      pieces,
      encoding: 'gzip',
    });

    assert.equal(chunks.map(({ choices }) => choices[0]!.delta.content ?? '').join(''), 'Grüße – 🙂');
  });

  test('calls tools', async () => {
    const script = (): Scenario => ({ pieces: [], tool });
    const answer = await stage.alike(
      (base) => client(base).chat.completions.create({ model, messages, tools }),
      script,
    );
    const final = await stage.alike(async (base) => {
      const { choices } = await client(base).chat.completions.stream({ model, messages, tools }).finalChatCompletion();
      return { choices };
    }, script);

    for (const { choices } of [answer, final]) {
      const [call] = choices[0]!.message.tool_calls!;
      assert.deepEqual(call?.type === 'function' && JSON.parse(call.function.arguments), { city: 'Oslo' });
    }
  });

  test('asks for responses, in one piece and as a stream', async () => {
    const answer = await stage.alike((base) => client(base).responses.create({ model, input: 'Say hello.' }));
    const events = await stage.alike(async (base) =>
      allOf(await client(base).responses.create({ model, input: 'Say hello.', stream: true })),
    );

    assert.equal(answer.output_text, 'Hello, world!');
    assert.equal(events.at(-1)?.type, 'response.completed');
  });

  test('completes texts, in one piece and as a stream', async () => {
    const asked = { model: 'gpt-3.5-turbo-instruct', prompt: 'Say hello.' };
    const answer = await stage.alike((base) => client(base).completions.create(asked));
    const parts = await stage.alike(async (base) =>
      allOf(await client(base).completions.create({ ...asked, stream: true })),
    );

    assert.equal(answer.choices[0]?.text, 'Hello, world!');
    assert.equal(parts.map(({ choices }) => choices[0]?.text ?? '').join(''), 'Hello, world!');
  });

  test('asks for embeddings', async () => {
    const answer = await stage.alike((base) =>
      client(base).embeddings.create({ model: 'text-embedding-3-small', input: ['a', 'b'], encoding_format: 'float' }),
    );

    assert.deepEqual(answer.data[0]?.embedding, [0.25, -0.5, 1]);
  });

  test('lists models', async () => {
    const found = await stage.alike(async (base) => (await client(base).models.list()).data);

    assert.equal(found[0]?.id, 'mock-1');
  });

  for (const [status, kind] of [
    [400, 'BadRequestError'],
    [401, 'AuthenticationError'],
    [403, 'PermissionDeniedError'],
    [404, 'NotFoundError'],
    [422, 'UnprocessableEntityError'],
    [429, 'RateLimitError'],
    [503, 'InternalServerError'],
  ] as const) {
    test(`is told of an answer with status ${status}`, async () => {
      const error = { status, type: 'some_error', message: 'The mock says no.' };
      const failure = await stage.alike(
        (base) => failureOf(() => client(base).chat.completions.create({ model, messages })),
        () => ({ error }),
      );

      assert.deepEqual([failure.kind, failure.status, failure.code], [kind, status, 'some_error']);
    });
  }

  test('tries again what failed, as often as it was told', async () => {
    const script = () => {
      let calls = 0;
      const error = { status: 500, type: 'server_error', message: 'The mock says no.' };
      return (): Scenario => {
        calls += 1;
        return calls < 3 ? { error, headers: ['Retry-After-Ms: 1'] } : {};
      };
    };
    const answer = await stage.alike((base) => client(base, 2).chat.completions.create({ model, messages }), script);

    assert.equal(answer.choices[0]?.message.content, 'Hello, world!');
    assert.equal(stage.mock.books.length, 3);
  });

  test('is told of an error inside a stream', async () => {
    const error = { status: 200, type: 'server_error', message: 'The mock says no.' };
    const failure = await stage.alike(
      (base) => failureOf(async () => allOf(await streamed(base))),
      () => ({ error }),
    );

    assert.deepEqual([failure.kind, failure.code], ['APIError', 'server_error']);
  });

  for (const [how, code] of [
    ['close', 'upstream_body_broken'],
    ['reset', 'upstream_body_broken'],
    ['stall', 'token_timeout'],
  ] as const) {
    test(`is told that a stream broke off (${how}), after what was said`, async () => {
      const said: string[] = [];
      const failure = await stage.through(
        (base) =>
          failureOf(async () => {
            for await (const { choices } of await streamed(base)) said.push(choices[0]?.delta.content ?? '');
          }),
        { breaks: { after: 2, how } },
      );

      assert.equal(said.join(''), 'Hello, ');
      assert.equal(failure.kind, 'APIError');
      assert.equal(failure.code, code);
    });
  }

  test('makes the provider stop when it leaves a stream', async () => {
    const hold = new Promise<void>(() => {});
    const leave = new AbortController();
    await stage.through(
      async (base) => {
        const stream = await client(base).chat.completions.create(
          { model, messages, stream: true },
          { signal: leave.signal },
        );
        for await (const { choices } of stream) if (choices[0]?.delta.content === 'Hello') leave.abort();
      },
      { gate: (piece) => (piece === 0 ? undefined : hold) },
    );

    assert.ok(await until(() => stage.only.ending === 'client-left', 20_000));
    assert.deepEqual(stage.only.billed, { input: 10, output: 1, cached: 0, cacheWrite: 0, reasoning: 0 });
  });

  test('is told of limits as by OpenAI, and how long to wait', async () => {
    const chat = (base: string) => client(base).chat.completions.create({ model, messages }).withResponse();
    const { response } = await stage.through(chat, {}, '/limited');
    const failure = await stage.through((base) => failureOf(() => chat(base)), {}, '/limited');

    assert.equal(response.headers.get('x-ratelimit-remaining-requests'), '0');
    assert.deepEqual([failure.kind, failure.status], ['RateLimitError', 429]);
    assert.equal(stage.mock.books.length, 0);
  });

  test('is told of a model that is not served', async () => {
    const failure = await stage.through(
      (base) => failureOf(() => client(base).chat.completions.create({ model: 'unheard-of', messages })),
      {},
      '/strict',
    );

    assert.deepEqual([failure.kind, failure.status, failure.code], ['NotFoundError', 404, 'model_not_found']);
  });

  test('is answered by the fallback when a stream breaks before it says anything', async () => {
    const script = ({ model }: { readonly model: string }): Scenario =>
      model === 'gpt-steady' ? {} : { breaks: { after: 0, how: 'reset' } };
    const chunks = await stage.through(async (base) => allOf(await streamed(base)), script, '/fallback');

    assert.equal(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join(''), 'Hello, world!');
    assert.deepEqual(
      stage.mock.books.map((line) => line.model),
      [model, 'gpt-steady'],
    );
  });
});
