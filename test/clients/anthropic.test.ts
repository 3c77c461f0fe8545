import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import type { Scenario } from '../support/ai/scenario.ts';
import { ClientStage, keys } from './client-stage.ts';
import { failureOf } from './failure-of.ts';
import { until } from './until.ts';

const client = (base: string, maxRetries = 0) =>
  new Anthropic({ baseURL: base, apiKey: keys.client, maxRetries, timeout: 60_000 });
const model = 'claude-mock';
const asked = { model, max_tokens: 100, messages: [{ role: 'user' as const, content: 'Say hello.' }] };
const tools = [{ name: 'weather', input_schema: { type: 'object' as const } }];

describe('the client of Anthropic', { concurrency: false, timeout: 120_000 }, () => {
  let stage: ClientStage;
  before(async () => {
    stage = await ClientStage.start();
  });
  after(() => stage.stop());

  test('sends messages', async () => {
    const answer = await stage.alike(
      (base) => client(base).messages.create(asked),
      () => ({ usage: { input: 30, cached: 8, cacheWrite: 4 } }),
    );

    assert.deepEqual(answer.content, [{ type: 'text', text: 'Hello, world!' }]);
    assert.deepEqual([answer.usage.input_tokens, answer.usage.cache_read_input_tokens], [18, 8]);
  });

  test('streams messages, with what the model thinks', async () => {
    const answer = await stage.alike(
      (base) => client(base).messages.stream(asked).finalMessage(),
      () => ({ reasoning: ['let', ' me see'], chatter: true, lineEnd: '\r\n' }),
    );

    assert.deepEqual(
      answer.content.map(({ type }) => type),
      ['thinking', 'text'],
    );
    assert.equal(answer.usage.output_tokens, 6);
  });

  test('calls tools, in one piece and as a stream', async () => {
    const script = (): Scenario => ({ tool: { name: 'weather', pieces: ['{"ci', 'ty":"Oslo"}'] } });
    const answers = [
      await stage.alike((base) => client(base).messages.create({ ...asked, tools }), script),
      await stage.alike(
        (base) =>
          client(base)
            .messages.stream({ ...asked, tools })
            .finalMessage(),
        script,
      ),
    ];

    for (const { content } of answers) {
      const call = content.find(({ type }) => type === 'tool_use');
      assert.deepEqual(call?.type === 'tool_use' && call.input, { city: 'Oslo' });
    }
  });

  test('counts tokens', async () => {
    const counted = await stage.alike((base) => client(base).messages.countTokens({ model, messages: asked.messages }));

    assert.equal(counted.input_tokens, 10);
  });

  for (const [status, kind] of [
    [400, 'BadRequestError'],
    [401, 'AuthenticationError'],
    [429, 'RateLimitError'],
    [529, 'OverloadedError'],
  ] as const) {
    test(`is told of an answer with status ${status}`, async () => {
      const error = { status, type: 'some_error', message: 'The mock says no.' };
      const failure = await stage.alike(
        (base) => failureOf(() => client(base).messages.create(asked)),
        () => ({ error }),
      );

      assert.deepEqual([failure.kind, failure.status], [kind, status]);
    });
  }

  test('tries again what failed, as often as it was told', async () => {
    const error = { status: 529, type: 'overloaded_error', message: 'The mock is overloaded.' };
    const script = () => {
      let calls = 0;
      return (): Scenario => {
        calls += 1;
        return calls === 1 ? { error, headers: ['Retry-After-Ms: 1'] } : {};
      };
    };
    const answer = await stage.alike((base) => client(base, 1).messages.create(asked), script);

    assert.equal(answer.stop_reason, 'end_turn');
    assert.equal(stage.mock.books.length, 2);
  });

  test('is told of an error inside a stream', async () => {
    const failure = await stage.alike(
      (base) => failureOf(() => client(base).messages.stream(asked).finalMessage()),
      () => ({ breaks: { after: 2, how: 'error' } }),
    );

    assert.match(failure.message, /overloaded_error/);
  });

  for (const how of ['close', 'reset', 'stall'] as const) {
    test(`is told that a stream broke off (${how}), after what was said`, async () => {
      const said: string[] = [];
      const failure = await stage.through(
        (base) =>
          failureOf(() =>
            client(base)
              .messages.stream(asked)
              .on('text', (text) => said.push(text))
              .done(),
          ),
        { breaks: { after: 2, how } },
      );

      assert.equal(said.join(''), 'Hello, ');
      assert.match(failure.message, /"type":"error"/);
    });
  }

  test('makes the provider stop when it leaves a stream', async () => {
    const hold = new Promise<void>(() => {});
    await stage.through(
      async (base) => {
        const stream = client(base).messages.stream(asked);
        stream.on('text', () => stream.abort());
        await failureOf(() => stream.done());
      },
      { gate: (piece) => (piece === 0 ? undefined : hold) },
    );

    assert.ok(await until(() => stage.only.ending === 'client-left', 20_000));
  });

  test('is told of a model that is not served', async () => {
    const failure = await stage.through(
      (base) => failureOf(() => client(base).messages.create({ ...asked, model: 'unheard-of' })),
      {},
      '/strict',
    );

    assert.deepEqual([failure.kind, failure.status], ['NotFoundError', 404]);
    assert.match(failure.message, /not_found_error/);
  });
});
