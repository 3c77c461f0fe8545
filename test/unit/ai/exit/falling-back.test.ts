import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../../shared/errors/fault.ts';
import { AiScene, done, type SceneOptions, said } from '../../../support/ai/ai-scene.ts';
import { bytes, settled } from '../../http/recording-sink.ts';

const chat = { model: 'm', messages: [{ role: 'user', content: 'two words' }] };
const streamed = { ...chat, stream: true };
const answer = {
  model: 'b-1',
  choices: [{ message: { content: 'one' } }],
  usage: { prompt_tokens: 5, completion_tokens: 1 },
};
const both: SceneOptions = { upstreams: ['a', 'b'] };

/** The scene has gone on to `b`, for this reason, and ends there well. */
async function endsAtB(scene: AiScene, reason: string): Promise<void> {
  assert.equal(scene.calls.length, 2);
  assert.equal(scene.sent(1)['model'], 'b-model');
  await scene.answers(answer);
  const reply = await scene.start();

  assert.equal(reply.head.status, 200);
  assert.equal(reply.head.headers.get('x-fallback-reason'), reason);
  assert.equal(reply.head.headers.get('x-model-mapping'), 'm -> b-model');
  assert.equal(scene.meter.settled.length, 1);
  assert.deepEqual([scene.meter.settled[0]!.upstream, scene.meter.total], ['b', { input: 5, output: 1 }]);
  scene.finish();
  assert.deepEqual(scene.places, [0, 0]);
}

describe('a request to models falls back', () => {
  test('from an upstream that cannot be reached', async () => {
    const scene = new AiScene(chat, both);
    await settled();
    scene.calls[0]!.refuse();
    await settled();

    await endsAtB(scene, 'connection_error_upstream_refused');
  });

  test('from a status, though it is a POST', async () => {
    await endsAtB(await new AiScene(chat, both).answers({}, 503), 'error_code_503');
  });

  test('from an error inside a 200', async () => {
    const scene = await new AiScene(chat, both).answers({ error: { message: 'no', type: 'overloaded' } });

    await endsAtB(scene, 'error_in_answer');
  });

  test('from a document that breaks off', async () => {
    const scene = new AiScene(chat, both);
    const body = await scene.streams('application/json');
    body.sink.write(bytes('{"choi'));
    body.sink.fail(new Fault('upstream_body_broken'));
    await settled();

    await endsAtB(scene, 'broken_before_content');
  });

  for (const [what, play] of [
    ['breaks off', (sink) => sink.fail(new Fault('upstream_body_broken'))],
    ['ends', (sink) => sink.end()],
  ] as const satisfies readonly (readonly [
    string,
    (sink: Awaited<ReturnType<AiScene['streams']>>['sink']) => void,
  ])[]) {
    test(`from a stream that ${what} before its first content`, async () => {
      const scene = new AiScene(streamed, both);
      const { sink } = await scene.streams();
      sink.write(bytes('data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}\n\n'));
      play(sink);
      await settled();

      await endsAtB(scene, 'broken_before_content');
    });
  }

  test('from a stream that tells of an error before its first content', async () => {
    const scene = new AiScene(streamed, both);
    const body = await scene.streams();
    body.sink.write(bytes('data: {"error":{"message":"overloaded"}}\n\n'));
    await settled();

    assert.equal(body.cancelled.length > 0, true);
    await endsAtB(scene, 'error_in_answer');
  });

  test('from a stream whose first content takes too long', async () => {
    const scene = new AiScene(streamed, { ...both, triggers: { onLatencyThresholdMs: 300 } });
    const body = await scene.streams();
    body.sink.write(bytes(': ping\n\n'));
    scene.platform.time.advance(400);
    await settled();

    assert.equal(body.cancelled[0]?.code, 'first_token_timeout');
    await endsAtB(scene, 'latency_threshold_exceeded_300ms');
  });

  test('when its budget is used up, where the route says so', async () => {
    const refused = new Fault('budget_exhausted');
    const scene = new AiScene(chat, { ...both, fallsBackOnBudget: true }, refused);
    await settled();

    assert.equal(scene.sent(0)['model'], 'b-model');
    await scene.answers(answer);
    const reply = await scene.start();
    assert.equal(reply.head.headers.get('x-fallback-reason'), 'budget_exhausted');
    assert.deepEqual(scene.meter.total, { input: 5, output: 1 });
    await assert.rejects(new AiScene(chat, both, refused).reply, { code: 'budget_exhausted' });
  });
});

describe('a request that may lose nothing', () => {
  const seeded = { ...chat, seed: 7 };
  const strict: SceneOptions = { refusesLosses: true, provider: 'openai', upstreams: ['a', 'b', 'c'] };

  test('falls back past upstreams that it cannot be carried to whole', async () => {
    const scene = await new AiScene(seeded, { ...strict, others: ['anthropic', 'openai'] }).answers({}, 503);

    assert.deepEqual([scene.calls.length, scene.sent(1)['model'], scene.sent(1)['seed']], [2, 'c-model', 7]);
  });

  test('gets the failure it fell over, where it can be carried to no other', async () => {
    const scene = await new AiScene(seeded, { ...strict, others: ['anthropic', 'anthropic'] }).answers('{}', 503);

    const reply = await scene.start();

    assert.deepEqual([scene.calls.length, reply.head.status, scene.got], [1, 503, '{}<end>']);
  });

  test('falls back to whoever can be asked for all of it', async () => {
    const scene = await new AiScene(chat, { ...strict, others: ['anthropic'] }).answers({}, 503);

    assert.equal(scene.sent(1)['max_tokens'], 4096);
  });
});

describe('a stream of a request that may fall back', () => {
  test('is held until its first content, and then goes on whole', async () => {
    const scene = new AiScene(streamed, both);
    let isAnswered = false;
    void scene.reply.then(() => {
      isAnswered = true;
    });
    const { sink } = await scene.streams();
    sink.write(bytes(': waiting\n\n'));
    await settled();
    assert.equal(isAnswered, false);

    sink.write(said('Hello'));
    await scene.start();
    sink.write(done);
    sink.end();

    const text = [bytes(': waiting\n\n'), said('Hello'), done].map((event) => new TextDecoder().decode(event)).join('');
    assert.equal(scene.got, `${text}<end>`);
    assert.equal(scene.calls.length, 1);
  });

  test('is not held beyond what may be held', async () => {
    const scene = new AiScene(streamed, { ...both, maxAnswerBytes: 50 });
    const { sink } = await scene.streams();
    sink.write(bytes(`: ${'x'.repeat(100)}\n\n`));
    await scene.start();

    assert.match(scene.got, /^: x+\n\n$/);
  });

  test('does not fall back after its first content', async () => {
    const scene = new AiScene(streamed, both);
    const { sink } = await scene.streams();
    sink.write(said('Hello'));
    await scene.start();
    sink.fail(new Fault('upstream_body_broken'));
    await settled();

    assert.equal(scene.calls.length, 1);
    assert.match(scene.got, /"code":"upstream_body_broken"/);
  });
});
