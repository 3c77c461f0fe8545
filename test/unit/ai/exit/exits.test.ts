import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../../shared/errors/fault.ts';
import { BytesBody } from '../../../../shared/http/bytes-body.ts';
import { AiScene, done, said, used } from '../../../support/ai/ai-scene.ts';
import type { ManualBody } from '../../http/manual-body.ts';
import { bytes, settled } from '../../http/recording-sink.ts';

const chat = { model: 'm', messages: [{ role: 'user', content: 'two words' }] };
const streamed = { ...chat, stream: true };
const answer = { model: 'm-1', choices: [{ message: { role: 'assistant', content: 'one two three' } }] };
const reported = { ...answer, usage: { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 } };

/** What a scene has settled: one thing, once. */
function spentIn({ meter }: AiScene) {
  assert.equal(meter.settled.length, 1);
  assert.equal(meter.doubled, 0);
  const { usage, outcome, model, upstream } = meter.settled[0]!;
  return { outcome, model, upstream, tokens: usage && [usage.input, usage.output, usage.source] };
}

describe('a document', () => {
  test('is charged as the provider reports, before the client has it', async () => {
    const scene = await new AiScene(chat).answers(reported);
    const reply = await scene.start();

    assert.deepEqual(spentIn(scene), { outcome: 'completed', model: 'm-1', upstream: 'a', tokens: [5, 7, 'reported'] });
    assert.equal(reply.head.headers.get('x-told'), '1');
    assert.equal(scene.got, `${JSON.stringify(reported)}<end>`);
    assert.equal(scene.finish().outcome, 'completed');
    assert.deepEqual(scene.places, [0]);
  });

  test('is counted where nothing is reported', async () => {
    const scene = await new AiScene(chat).answers(answer);
    await scene.start();

    assert.deepEqual(spentIn(scene).tokens, [2, 3, 'counted']);
  });

  for (const [usage, tokens] of [
    [{ completion_tokens: 7 }, [2, 7, 'mixed']],
    [{ prompt_tokens: '12', completion_tokens: 7 }, [2, 7, 'mixed']],
    [{ prompt_tokens: 1e300, completion_tokens: 7 }, [2, 7, 'mixed']],
    [{ prompt_tokens: 5 }, [5, 3, 'mixed']],
  ] as const) {
    test(`is counted as far as nothing is reported: ${JSON.stringify(usage)}`, async () => {
      const scene = await new AiScene(chat).answers({ ...answer, usage });
      await scene.start();

      assert.deepEqual(spentIn(scene).tokens, tokens);
    });
  }

  test('that is an error in a 200 gets the status it stands for, and costs nothing', async () => {
    const error = { error: { message: 'slow down', type: 'rate_limit_error', code: 'rate_limit_exceeded' } };
    const scene = await new AiScene(chat).answers(error);
    const reply = await scene.start();

    assert.equal(reply.head.status, 429);
    assert.equal(scene.got, `${JSON.stringify(error)}<end>`);
    assert.deepEqual([spentIn(scene).outcome, spentIn(scene).tokens], ['error', undefined]);
  });

  test('that failed after its model has worked is charged as the provider reports', async () => {
    const failed = { status: 'failed', error: { code: 'server_error', message: 'x' }, model: 'm-1' };
    const usage = { input_tokens: 5, output_tokens: 7, total_tokens: 12 };
    const scene = await new AiScene({ model: 'm', input: 'x' }, { path: '/v1/responses' }).answers({
      ...{ ...failed, usage },
    });
    await scene.start();

    const { outcome, tokens, model } = spentIn(scene);
    assert.deepEqual([outcome, tokens, model], ['error', [5, 7, 'reported'], 'm-1']);
  });

  test('with an error status goes on as it is, and costs nothing', async () => {
    const scene = await new AiScene(chat).answers('{"error":{}}', 500);
    const reply = await scene.start();

    assert.deepEqual([reply.head.status, scene.got], [500, '{"error":{}}<end>']);
    assert.deepEqual([spentIn(scene).outcome, spentIn(scene).tokens], ['error', undefined]);
  });

  test('longer than may be read goes on whole, and is charged by its length', async () => {
    const scene = await new AiScene(chat, { maxAnswerBytes: 10 }).answers(reported);
    await scene.start();

    assert.equal(scene.got, `${JSON.stringify(reported)}<end>`);
    assert.deepEqual(spentIn(scene).tokens, [2, 36, 'estimated']);
  });

  for (const [what, type, content] of [
    ['in words', 'text/plain', 'four words of text'],
    ['in sound', 'audio/mpeg', 'ID3'],
    ['of no type', undefined, '{}'],
    ['that only says it is JSON', 'application/json', '<html>'],
  ] as const) {
    test(`${what} is charged as it was expected to be, never as nothing`, async () => {
      const scene = new AiScene(chat);
      await settled();
      scene.calls[0]!.answer(200, new BytesBody(content), type === undefined ? {} : { 'content-type': type });
      await scene.start();

      assert.equal(scene.got, `${content}<end>`);
      assert.deepEqual(spentIn(scene).tokens, [2, 10, 'estimated']);
      assert.equal(scene.finish().source, 'estimated');
    });
  }

  const long = 'words '.repeat(100);
  for (const [what, type, content] of [
    ['in words', 'text/plain', long],
    ['of bytes that nobody knows', 'application/x-protobuf', long],
    ['that only says it is JSON', 'application/json', `<html>${long.slice(6)}`],
    ['nested too deep', 'application/json', `{"a":"${long.slice(12)}","b":${'['.repeat(600)}${']'.repeat(600)}}`],
  ] as const) {
    test(`${what} costs a token for every four bytes where that is more than was expected`, async () => {
      const scene = new AiScene(chat, { maxAnswerBytes: 2_000 });
      await settled();
      scene.calls[0]!.answer(200, new BytesBody(content), { 'content-type': type });
      await scene.start();

      assert.deepEqual(spentIn(scene).tokens, [2, 150, 'estimated']);
    });
  }

  test('longer than may be read costs a token for every four bytes where that is more than was expected', async () => {
    const scene = await new AiScene(chat, { maxAnswerBytes: 10 }).answers({ ...answer, more: long });
    await scene.start();

    assert.ok(scene.meter.total.output >= 150);
  });

  test('that nobody reads costs nothing for numbers, and for files in base64', async () => {
    for (const content of [
      JSON.stringify([Array(200).fill(-0.25)]),
      JSON.stringify([Array(50).fill(0.25)], undefined, 2),
      JSON.stringify([{ b64_json: 'QUJD'.repeat(200) }]),
    ]) {
      const scene = await new AiScene(chat, { maxAnswerBytes: 2_000 }).answers(content);
      await scene.start();

      assert.ok(scene.meter.total.output <= 75, content.slice(0, 20));
    }
  });

  test('of sound costs what was expected, however long it is', async () => {
    const scene = new AiScene(chat);
    await settled();
    scene.calls[0]!.answer(200, new BytesBody(long), { 'content-type': 'audio/mpeg' });
    await scene.start();

    assert.deepEqual(spentIn(scene).tokens, [2, 10, 'estimated']);
  });

  for (const [path, pending] of [
    ['/v1/responses', { id: 'resp_1', status: 'queued', background: true, model: 'm-1', output: [], usage: null }],
    ['/v1/responses', { id: 'resp_1', status: 'in_progress', model: 'm-1' }],
    ['/v1/messages/batches', { id: 'b', processing_status: 'in_progress', request_counts: {} }],
    ['/v1/videos', { id: 'v', object: 'video', status: 'queued', progress: 0 }],
    ['/v1beta/models/m:predictLongRunning', { name: 'operations/1' }],
  ] as const) {
    test(`that is still to be made is charged as it was expected to be: ${path}`, async () => {
      const scene = await new AiScene({ model: 'm', input: 'x' }, { path }).answers(pending);
      await scene.start();

      const { outcome, tokens } = spentIn(scene);
      assert.deepEqual([outcome, tokens?.slice(1)], ['completed', [10, 'estimated']]);
    });
  }

  for (const [what, type, content, code] of [
    ['words', 'text/plain', 'four words of text', undefined],
    ['events that are announced as words', 'text/plain', 'data: {"a":1}\n\n', 'guardrail_unavailable'],
    ['bytes', undefined, 'a\0b', 'guardrail_unavailable'],
    ['JSON of no type', undefined, JSON.stringify(reported), undefined],
    ['sound', 'audio/mpeg', 'ID3', undefined],
  ] as const) {
    test(`of ${what} is ${code ? 'refused' : 'let through'} where guards must read what is said`, async () => {
      const scene = new AiScene(chat, { guards: [{ name: 'reader', mustRead: true }] });
      await settled();
      scene.calls[0]!.answer(200, new BytesBody(content), type === undefined ? {} : { 'content-type': type });

      if (code) await assert.rejects(scene.reply, { code });
      else assert.equal((await scene.start()).head.status, 200);
    });
  }
});

describe('a stream', () => {
  test('is passed on to the byte but for the usage nobody asked for, and charged by it', async () => {
    const scene = new AiScene(streamed);
    const body = await scene.streams();
    const reply = await scene.start();
    const { sink } = body;
    for (const event of [said('Hello'), said(' you'), used(5, 2), done]) sink.write(event);
    sink.end();

    assert.deepEqual(scene.sent()['stream_options'], { include_usage: true });
    assert.equal(reply.head.headers.get('x-accel-buffering'), 'no');
    const text = [said('Hello'), said(' you'), done].map((event) => new TextDecoder().decode(event)).join('');
    assert.equal(scene.got, `${text}<end>`);
    assert.deepEqual(spentIn(scene), { outcome: 'completed', model: 'm-1', upstream: 'a', tokens: [5, 2, 'reported'] });
  });

  test('keeps the chunk with the usage where the client asked for it', async () => {
    const scene = new AiScene({ ...streamed, stream_options: { include_usage: true } });
    const body = await scene.streams();
    await scene.start();
    const { sink } = body;
    for (const event of [said('Hello'), used(5, 1), done]) sink.write(event);

    assert.match(scene.got, /prompt_tokens/);
  });

  for (const [what, usage, tokens] of [
    ['tells of its output at its beginning only', undefined, [9, 4, 'mixed']],
    ['tells of its output at its end too', { output_tokens: 3 }, [9, 3, 'reported']],
  ] as const) {
    test(`of Anthropic that ${what} is charged for all of it`, async () => {
      const scene = new AiScene({ ...streamed, max_tokens: 50 }, { path: '/v1/messages' });
      const body = await scene.streams();
      await scene.start();
      const { sink } = body;
      const events = [
        { type: 'message_start', message: { model: 'm-1', usage: { input_tokens: 9, output_tokens: 1 } } },
        { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'one two three four' } },
        { type: 'message_delta', delta: { stop_reason: 'end_turn' }, ...(usage && { usage }) },
        { type: 'message_stop' },
      ];
      for (const event of events) sink.write(bytes(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`));
      sink.end();

      assert.deepEqual([spentIn(scene).outcome, spentIn(scene).tokens], ['completed', tokens]);
    });
  }

  test('that the upstream cuts ends with an error of the dialect and a break, and is charged as far as it came', async () => {
    const scene = new AiScene(streamed);
    const body = await scene.streams();
    await scene.start();
    const { sink } = body;
    sink.write(said('one two'));
    sink.fail(new Fault('upstream_body_broken'));

    assert.match(scene.got, /"code":"upstream_body_broken"}}\n\n$/);
    assert.deepEqual([spentIn(scene).outcome, spentIn(scene).tokens], ['cut', [2, 2, 'counted']]);
    scene.platform.time.advance(100);
    assert.match(scene.got, /<fail:upstream_body_broken>$/);
  });

  test('that ends without saying so was cut', async () => {
    const scene = new AiScene(streamed);
    const body = await scene.streams();
    await scene.start();
    const { sink } = body;
    sink.write(said('one'));
    sink.end();
    scene.platform.time.advance(100);

    assert.match(scene.got, /upstream_body_broken.*<fail:upstream_body_broken>$/s);
    assert.equal(spentIn(scene).outcome, 'cut');
  });

  const stop = (index: number) =>
    `data: ${JSON.stringify({ choices: [{ index, delta: {}, finish_reason: 'stop' }] })}\n\n`;
  for (const [what, asked, events, outcome] of [
    ['one of two choices', { ...streamed, n: 2 }, [stop(0)], 'cut'],
    ['one of two choices, and its last word', { ...streamed, n: 2 }, [stop(0), 'data: [DONE]\n\n'], 'completed'],
    ['two of two choices', { ...streamed, n: 2 }, [stop(0), stop(1)], 'completed'],
    ['one choice of one', streamed, [stop(0)], 'completed'],
  ] as const) {
    test(`that ends after ${what} is ${outcome}`, async () => {
      const scene = new AiScene(asked);
      const body = await scene.streams();
      await scene.start();
      body.sink.write(said('one'));
      for (const event of events) body.sink.write(bytes(event));
      body.sink.end();

      assert.equal(spentIn(scene).outcome, outcome);
    });
  }

  for (const [what, events, outcome] of [
    ['of Ollama', [{ response: 'one', done: false }], 'cut'],
    [
      'of Ollama',
      [
        { response: 'one', done: false },
        { response: '', done: true },
      ],
      'completed',
    ],
    ['of chunks', [{ choices: [{ index: 0, delta: { content: 'one' } }] }], 'cut'],
    ['of Cohere', [{ type: 'message-start' }, { delta: { message: { content: { text: 'one' } } } }], 'cut'],
    ['of nobody that is known', [{ text: 'one' }, { text: 'two' }], 'completed'],
  ] as const) {
    test(`${what} with ${events.length} events, at a path of no dialect, is ${outcome} when it ends`, async () => {
      const scene = new AiScene({ model: 'm', prompt: 'x', stream: true }, { path: '/api/generate' });
      const body = await scene.streams('application/x-ndjson');
      await scene.start();
      for (const event of events) body.sink.write(bytes(`${JSON.stringify(event)}\n`));
      body.sink.end();

      assert.equal(spentIn(scene).outcome, outcome);
    });
  }

  test('never shows a part of an event before the error', async () => {
    const scene = new AiScene(streamed);
    const body = await scene.streams();
    await scene.start();
    const { sink } = body;
    sink.write(bytes('data: {"choices":[{"in'));
    sink.fail(new Fault('upstream_body_broken'));

    assert.match(scene.got, /^data: {"error":/);
  });

  for (const [what, steps, code] of [
    ['does not begin', [], 'first_token_timeout'],
    ['stops', [said('one')], 'token_timeout'],
  ] as const) {
    test(`that ${what} in time is given up, and the upstream with it`, async () => {
      const scene = new AiScene(streamed);
      const body = await scene.streams();
      await scene.start();
      for (const event of steps) body.sink.write(event);
      // Comments are no content.
      for (let i = 0; i < 6; i += 1) {
        scene.platform.time.advance(200);
        body.sink.write(bytes(': ping\n\n'));
      }

      assert.equal(body.cancelled[0]?.code, code);
      assert.match(scene.got, new RegExp(`"code":"${code}"`));
      assert.equal(spentIn(scene).outcome, 'stalled');
    });
  }

  test('waits as long as the client takes nothing', async () => {
    const scene = new AiScene(streamed);
    const body = await scene.streams();
    await scene.start();
    scene.sink.takes = false;
    body.sink.write(said('one'));
    scene.platform.time.advance(5000);

    assert.deepEqual(body.cancelled, []);
  });

  test('that is made in the background is charged as it was expected to be when the client leaves', async () => {
    const request = { model: 'm', input: 'x', stream: true, background: true };
    const scene = new AiScene(request, { path: '/v1/responses' });
    const body = await scene.streams();
    const reply = await scene.start();
    body.sink.write(bytes(`data: ${JSON.stringify({ type: 'response.queued', response: { model: 'm-1' } })}\n\n`));
    reply.body!.cancel(new Fault('client_left'));

    assert.deepEqual([spentIn(scene).outcome, spentIn(scene).tokens?.slice(1)], ['client-left', [10, 'estimated']]);
  });

  test('that the client leaves is let go at once and charged as far as it came', async () => {
    const scene = new AiScene(streamed);
    const body = await scene.streams();
    const reply = await scene.start();
    body.sink.write(said('one two three'));
    reply.body!.cancel(new Fault('client_left'));

    assert.equal(body.cancelled[0]?.code, 'client_left');
    assert.deepEqual([spentIn(scene).outcome, spentIn(scene).tokens], ['client-left', [2, 3, 'counted']]);
    assert.equal(scene.finish(new Fault('client_left')).outcome, 'client-left');
    assert.deepEqual(scene.places, [0]);
  });

  describe('that the client leaves once all is said, before its usage is told,', () => {
    const leave = async () => {
      const scene = new AiScene(streamed);
      const body = await scene.streams();
      const reply = await scene.start();
      body.sink.write(said('one two'));
      body.sink.write(bytes('data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n'));
      reply.body!.cancel(new Fault('client_left'));
      const note = scene.finish(new Fault('client_left'));
      return { scene, body, note };
    };

    test('is charged by the usage that follows, and let go of then', async () => {
      const { scene, body, note } = await leave();
      assert.deepEqual([scene.meter.settled.length, body.cancelled.length], [0, 0]);
      const before = scene.got;
      body.sink.write(used(5, 5000));

      assert.equal(body.cancelled[0]?.code, 'client_left');
      assert.equal(scene.got, before);
      assert.deepEqual([spentIn(scene).outcome, spentIn(scene).tokens], ['completed', [5, 5000, 'reported']]);
      assert.deepEqual([note.outcome, note.output, note.source], ['completed', 2, 'counted']);
      scene.platform.time.advance(5000);
      assert.equal(scene.meter.doubled, 0);
    });

    test('is charged as it was counted when nothing follows for a second', async () => {
      const { scene, body } = await leave();
      scene.platform.time.advance(900);
      assert.equal(body.cancelled.length, 0);
      scene.platform.time.advance(200);

      assert.equal(body.cancelled[0]?.code, 'client_left');
      assert.deepEqual([spentIn(scene).outcome, spentIn(scene).tokens], ['completed', [2, 2, 'counted']]);
    });

    for (const [what, last] of [
      ['says that it is over', (body: ManualBody) => body.sink.write(done)],
      ['ends', (body: ManualBody) => body.sink.end()],
      ['breaks', (body: ManualBody) => body.sink.fail(new Fault('upstream_body_broken'))],
    ] as const) {
      test(`is charged as it was counted when the upstream ${what}`, async () => {
        const { scene, body } = await leave();
        last(body);

        assert.deepEqual(spentIn(scene).tokens, [2, 2, 'counted']);
      });
    }
  });

  test('that has said all is complete, however the connection ends', async () => {
    const left = new AiScene(streamed);
    const first = await left.streams();
    const reply = await left.start();
    for (const event of [said('one'), used(5, 6), done]) first.sink.write(event);
    reply.body!.cancel(new Fault('client_left'));
    assert.deepEqual([spentIn(left).outcome, spentIn(left).tokens], ['completed', [5, 6, 'reported']]);

    const broken = new AiScene(streamed);
    const second = await broken.streams();
    await broken.start();
    for (const event of [said('one'), used(5, 6), done]) second.sink.write(event);
    second.sink.fail(new Fault('upstream_body_broken'));
    assert.deepEqual([spentIn(broken).outcome, spentIn(broken).tokens], ['completed', [5, 6, 'reported']]);
    assert.match(broken.got, /<end>$/);
  });

  test('that tells of an error after content is passed on, with what was said charged', async () => {
    const scene = new AiScene(streamed);
    const body = await scene.streams();
    await scene.start();
    const { sink } = body;
    sink.write(said('one'));
    sink.write(bytes('data: {"error":{"message":"overloaded","type":"server_error"}}\n\n'));
    sink.end();

    assert.match(scene.got, /overloaded.*<end>$/s);
    assert.deepEqual([spentIn(scene).outcome, spentIn(scene).tokens], ['error', [2, 1, 'counted']]);
  });

  test('that tells of its failure and of what it used is charged for that', async () => {
    const scene = new AiScene({ model: 'm', input: 'x', stream: true }, { path: '/v1/responses' });
    const body = await scene.streams();
    await scene.start();
    const response = { model: 'm-1', error: { code: 'server_error' }, usage: { input_tokens: 5, output_tokens: 9 } };
    body.sink.write(bytes(`data: ${JSON.stringify({ type: 'response.failed', response })}\n\n`));
    body.sink.end();

    assert.deepEqual([spentIn(scene).outcome, spentIn(scene).tokens], ['error', [5, 9, 'reported']]);
  });

  test('is charged what was reported of the input, and what came of the output, when it is cut', async () => {
    const scene = new AiScene({ ...streamed, max_tokens: 9 }, { path: '/v1/messages' });
    const body = await scene.streams();
    await scene.start();
    const { sink } = body;
    sink.write(
      bytes(`event: message_start
data: {"type":"message_start","message":{"model":"c","usage":{"input_tokens":30,"output_tokens":1}}}

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"one two three four"}}

`),
    );
    sink.fail(new Fault('upstream_body_broken'));

    assert.match(scene.got, /event: error\ndata: {"type":"error"/);
    assert.deepEqual(spentIn(scene).tokens, [30, 4, 'mixed']);
  });
});

describe('a request without an answer', () => {
  test('is charged nothing when no upstream can be reached', async () => {
    const scene = new AiScene(chat);
    await settled();
    scene.calls[0]!.refuse();

    await assert.rejects(scene.reply, { code: 'upstream_refused' });
    assert.deepEqual([spentIn(scene).outcome, spentIn(scene).tokens], ['error', undefined]);
  });

  test('is charged its input when the client leaves while the model works', async () => {
    const scene = new AiScene(chat);
    await settled();
    scene.exchange.abort(new Fault('client_left'));

    await assert.rejects(scene.reply, { code: 'client_left' });
    assert.deepEqual([spentIn(scene).outcome, spentIn(scene).tokens], ['client-left', [2, 0, 'counted']]);
  });

  test('is charged as it was expected to be when it is to be answered in the background', async () => {
    const scene = new AiScene({ model: 'm', input: 'x', background: true }, { path: '/v1/responses' });
    await settled();
    scene.exchange.abort(new Fault('client_left'));

    await assert.rejects(scene.reply, { code: 'client_left' });
    assert.deepEqual([spentIn(scene).outcome, spentIn(scene).tokens?.slice(1)], ['client-left', [10, 'estimated']]);
  });

  test('is charged nothing when the client leaves before anything was sent', async () => {
    const scene = new AiScene(chat);
    await settled();
    scene.calls[0]!.isConnecting = true;
    scene.exchange.abort(new Fault('client_left'));

    await assert.rejects(scene.reply, { code: 'client_left' });
    assert.deepEqual([spentIn(scene).outcome, spentIn(scene).tokens], ['client-left', undefined]);
  });

  test('reserves nothing and sends nothing when it is refused', async () => {
    const scene = new AiScene(chat, {}, new Fault('rate_limited'));

    await assert.rejects(scene.reply, { code: 'rate_limited' });
    assert.deepEqual([scene.meter.reserved.length, scene.calls.length], [0, 0]);
    const { outcome, answeredModel } = scene.finish();
    assert.deepEqual([outcome, answeredModel], ['refused', undefined]);
  });

  test('is refused with a clear word when it is no request of its dialect', async () => {
    await assert.rejects(new AiScene('{"model":').reply, { code: 'bad_request', text: /not valid JSON/ });
    await assert.rejects(new AiScene({ model: 1, messages: [] }).reply, { code: 'bad_request', text: /model/ });
  });
});
