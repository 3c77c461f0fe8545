import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ContentGuard } from '../../../../shared/ai/guardrails/content-guard.ts';
import { finders } from '../../../../shared/ai/guardrails/finders/index.ts';
import { redacted } from '../../../../shared/ai/guardrails/text/replacement.ts';
import { Fault } from '../../../../shared/errors/fault.ts';
import { BytesBody } from '../../../../shared/http/bytes-body.ts';
import { AiScene, done, type SceneOptions, said } from '../../../support/ai/ai-scene.ts';
import { named } from '../../../support/ai/dialects/fixture.ts';
import { bytes, settled } from '../../http/recording-sink.ts';

const streamed = { model: 'm', stream: true, messages: [{ role: 'user', content: 'hi' }] };

function guardBy(action: 'replace' | 'block', failsOpen = false): ContentGuard {
  return new ContentGuard({
    ...{ name: 'pii', finders, isAllowed: () => false, action, actionName: action, replacement: redacted },
    ...{ onRequest: false, onResponse: true, opinion: undefined, refusesStreams: false, failsOpen },
    block: { status: 403, code: 'pii_blocked', message: 'No.' },
    report: () => {},
  });
}

async function streaming(options: SceneOptions = {}, type?: string, asked: object = streamed) {
  const scene = new AiScene(asked, { guards: [guardBy('replace')], ...options });
  const body = await scene.streams(type);
  const reply = await scene.start();
  return { scene, sink: body.sink, reply };
}

const line = (value: object) => bytes(`${JSON.stringify(value)}\n`);
const told = (scene: AiScene) => scene.meter.settled.map(({ outcome }) => outcome);

describe('a guarded stream that', () => {
  test('is cut tells of the error, and nothing of what was held', async () => {
    const { scene, sink } = await streaming();
    sink.write(said('all but bob@exam'));
    sink.fail(new Fault('upstream_body_broken'));
    scene.platform.time.advance(100);

    assert.match(scene.got, /"all but ".*"code":"upstream_body_broken".*<fail:upstream_body_broken>$/s);
    assert.doesNotMatch(scene.got, /bob|exam/);
    assert.deepEqual(told(scene), ['cut']);
  });

  test('ends without saying so tells of the error, and nothing of what was held', async () => {
    const { scene, sink } = await streaming();
    sink.write(said('all but bob@exam'));
    sink.end();

    assert.match(scene.got, /"code":"upstream_body_broken"/);
    assert.doesNotMatch(scene.got, /bob|exam/);
  });

  for (const [what, path, type, code] of [
    ['an event of a dialect', undefined, undefined, 'upstream_body_broken'],
    ['a line of nobody', '/api/chat', 'application/x-ndjson', 'guardrail_unavailable'],
  ] as const) {
    test(`ends within ${what} tells of the error, and nothing of the rest`, async () => {
      const { scene, sink } = await streaming(path === undefined ? {} : { path }, type);
      if (path === undefined) sink.write(said('all but '));
      sink.write(bytes(`${path === undefined ? 'data: ' : ''}{"choices":[{"index":0,"delta":{"content":"bob@exam`));
      sink.end();

      assert.match(scene.got, new RegExp(`"code":"${code}"`));
      assert.doesNotMatch(scene.got, /bob|exam/);
    });
  }

  test('stalls tells of the error, and nothing of what was held', async () => {
    const { scene, sink } = await streaming();
    sink.write(said('all but bob@exam'));
    for (let i = 0; i < 6; i += 1) scene.platform.time.advance(200);

    assert.match(scene.got, /"code":"token_timeout"/);
    assert.doesNotMatch(scene.got, /bob|exam/);
    assert.deepEqual(told(scene), ['stalled']);
  });

  test('tells of an error itself shows that, and nothing of what was held', async () => {
    const { scene, sink } = await streaming();
    sink.write(said('all but bob@exam'));
    sink.write(bytes('data: {"error":{"message":"told alice@example.com","type":"server_error"}}\n\n'));
    sink.end();

    assert.match(scene.got, /"told \[REDACTED_EMAIL\]".*<end>$/s);
    assert.doesNotMatch(scene.got, /bob|exam/);
    assert.deepEqual(told(scene), ['error']);
  });

  test('its client leaves is let go with what was held', async () => {
    const { scene, sink, reply } = await streaming();
    sink.write(said('all but bob@exam'));
    reply.body!.cancel(new Fault('client_left'));

    assert.doesNotMatch(scene.got, /bob|exam/);
    assert.deepEqual(told(scene), ['client-left']);
  });

  test('has said all is whole, however the connection ends', async () => {
    const { scene, sink } = await streaming({ path: '/api/chat' }, 'application/x-ndjson');
    sink.write(line({ piece: 'to bob@exam' }));
    sink.write(line({ piece: 'ple.com' }));
    sink.write(bytes('[DONE]\n'));
    sink.fail(new Fault('upstream_body_broken'));

    assert.equal(scene.got, '{"piece":"to "}\n{"piece":"[REDACTED_EMAIL]"}\n[DONE]\n<end>');
  });

  test('ends where the text does shows all of it before the last event', async () => {
    const { scene, sink } = await streaming({ path: '/api/chat' }, 'application/x-ndjson');
    sink.write(line({ message: { content: 'to bob@exam' }, done: false }));
    sink.write(line({ message: { content: 'ple.com' }, done: false }));
    sink.write(line({ message: { content: '' }, done: true, prompt_eval_count: 2, eval_count: 4 }));

    const lines = scene.got
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    assert.equal(lines.map(({ message }) => message.content).join(''), 'to [REDACTED_EMAIL]');
    assert.deepEqual(
      lines.map(({ done }) => done),
      [false, false, false, true],
    );
    sink.end();
    assert.deepEqual([scene.meter.settled[0]!.usage?.output, told(scene)], [4, ['completed']]);
  });

  test('is blocked in what was held to its end breaks off in its place', async () => {
    const { scene, sink } = await streaming({ guards: [guardBy('block')], path: '/api/chat' }, 'application/x-ndjson');
    sink.write(line({ piece: 'to ' }));
    sink.write(line({ piece: 'bob@example.com' }));
    sink.end();

    assert.match(scene.got, /^{"piece":"to "}\n{"piece":""}\n.*"code":"pii_blocked"/);
    assert.doesNotMatch(scene.got, /bob|exam/);
  });
});

describe('an error in the stream of a response', () => {
  const asked = { model: 'm', stream: true, input: 'hi' };
  const place = { item_id: 'i', output_index: 0, content_index: 0 };
  const event = (sequence_number: number, type: string, rest: object) =>
    bytes(named({ type, sequence_number, ...rest }));
  const numbersIn = (text: string) =>
    [...text.matchAll(/"sequence_number":(\d+)/g)].map(([, number]) => Number(number));

  test('goes on with the numbers of its events', async () => {
    const { scene, sink } = await streaming({ guards: [], path: '/v1/responses' }, undefined, asked);
    sink.write(event(0, 'response.created', { response: {} }));
    sink.write(event(1, 'response.output_text.delta', { ...place, delta: 'one' }));
    sink.fail(new Fault('upstream_body_broken'));

    assert.deepEqual(numbersIn(scene.got), [0, 1, 2]);
  });

  test('begins the numbers where nothing came before it', async () => {
    const { scene, sink } = await streaming({ guards: [], path: '/v1/responses' }, undefined, asked);
    sink.fail(new Fault('upstream_body_broken'));

    assert.deepEqual(numbersIn(scene.got), [0]);
  });

  test('goes on with the numbers of what guards let through', async () => {
    const options = { guards: [guardBy('block')], path: '/v1/responses' };
    const { scene, sink } = await streaming(options, undefined, asked);
    sink.write(event(0, 'response.created', { response: {} }));
    sink.write(event(1, 'response.output_text.delta', { ...place, delta: 'one' }));
    sink.write(event(2, 'response.refusal.delta', { ...place, delta: 'two ' }));
    sink.write(event(3, 'response.output_text.done', { ...place, text: 'one' }));
    sink.write(event(4, 'response.refusal.delta', { ...place, delta: 'bob@example.com now' }));

    assert.match(scene.got, /"code":"pii_blocked"/);
    assert.deepEqual(numbersIn(scene.got), [0, 1, 2, 3, 4, 5]);
  });
});

describe('a guarded document', () => {
  const asked = { model: 'm', messages: [{ role: 'user', content: 'hi' }] };

  for (const [what, status, content] of [
    [
      'an error in a 200',
      200,
      { error: { message: 'no', type: 'server_error', failed_generation: 'to bob@example.com' } },
    ],
    ['a refusal', 400, { error: { message: 'no', failed_generation: 'to bob@example.com' } }],
  ] as const) {
    test(`that is ${what} shows nothing that is taken away`, async () => {
      const scene = await new AiScene(asked, { guards: [guardBy('replace')] }).answers(content, status);
      await scene.start();

      assert.match(scene.got, /"failed_generation":"to \[REDACTED_EMAIL\]"/);
    });
  }

  test('that is changed has no checksum of what it was', async () => {
    const answer = { choices: [{ message: { content: 'to bob@example.com' } }] };
    for (const [content, etag] of [
      ['to bob@example.com', undefined],
      ['to nobody', '"1"'],
    ] as const) {
      const scene = new AiScene(asked, { guards: [guardBy('replace')] });
      await settled();
      answer.choices[0]!.message.content = content;
      const headers = { 'content-type': 'application/json', etag: '"1"' };
      scene.calls[0]!.answer(200, new BytesBody(JSON.stringify(answer)), headers);

      assert.equal((await scene.start()).head.headers.get('etag'), etag);
    }
  });

  test('is refused as it came where it is no JSON', async () => {
    const scene = await new AiScene(asked, { guards: [guardBy('replace')] }).answers('<html>bad gateway</html>', 502);
    const reply = await scene.start();

    assert.deepEqual([reply.head.status, scene.got], [502, '<html>bad gateway</html><end>']);
  });

  for (const [what, content, shown] of [
    ['a page', '<p>bob@example.com</p>', '<p>[REDACTED_EMAIL]</p>'],
    ['a list', '["no", {"to":"bob\\u0040example.com"}]', '["no", {"to":"[REDACTED_EMAIL]"}]'],
    ['a text in quotes', ' "bob\\u0040example.com"', ' "[REDACTED_EMAIL]"'],
  ] as const) {
    for (const status of [200, 502]) {
      test(`that is ${what} with status ${status} shows nothing that is taken away`, async () => {
        const scene = await new AiScene(asked, { guards: [guardBy('replace')] }).answers(content, status);
        const reply = await scene.start();

        assert.deepEqual([reply.head.status, scene.got], [status, `${shown}<end>`]);
      });
    }
  }

  for (const [what, content] of [
    ['longer than may be read', `"${'x'.repeat(1100)}"`],
    ['in events', 'data: {"text":"bob"}\n\ndata: {"text":"@example.com"}\n\n'],
    ['in lines of JSON', '{"text":"bob"}\n{"text":"@example.com"}\n'],
    ['no text', '\0\x01'],
  ] as const) {
    for (const status of [200, 404]) {
      test(`with status ${status} that is ${what} passes only where guards may fail`, async () => {
        const closed = await new AiScene(asked, { guards: [guardBy('replace')] }).answers(content, status);
        const open = await new AiScene(asked, { guards: [guardBy('replace', true)] }).answers(content, status);
        await open.start();

        const fault = { code: 'guardrail_unavailable', status: status === 200 ? 503 : status };
        await assert.rejects(closed.reply, fault);
        assert.equal(open.got, `${content}<end>`);
      });
    }
  }

  test('that is cut out of a whole passes only where guards may fail', async () => {
    const cut = async (guard: ContentGuard) => new AiScene(asked, { guards: [guard] }).answers('ob@example.com"}', 206);

    await assert.rejects((await cut(guardBy('replace'))).reply, { code: 'guardrail_unavailable' });
    assert.equal((await (await cut(guardBy('replace', true))).start()).head.status, 206);
  });

  test('keeps its status', async () => {
    const scene = await new AiScene(asked, { guards: [guardBy('replace')] }).answers({ id: 'x' }, 202);

    assert.equal((await scene.start()).head.status, 202);
  });

  test('that is a word to go elsewhere costs nothing', async () => {
    const scene = await new AiScene(asked).answers('<a>there</a>', 307);
    await scene.start();

    assert.deepEqual(told(scene), ['error']);
    assert.equal(scene.meter.settled[0]!.usage, undefined);
  });

  for (const content of ['{"output":"to bob@example.com"}', 'to bob@example.com']) {
    test(`that is asked for again shows nothing that is taken away: ${content}`, async () => {
      const scene = await new AiScene('', { guards: [guardBy('replace')], path: '/kept', method: 'GET' }).answers(
        content,
      );
      await scene.start();

      assert.match(scene.got, /to \[REDACTED_EMAIL\]/);
      assert.equal(scene.finish().output, 0);
    });
  }

  test('shows whole what nobody has to hide', async () => {
    const { scene, sink } = await streaming();
    for (const piece of [said('Hello'), said(' you'), done]) sink.write(piece);
    sink.end();

    assert.match(scene.got, /Hello.*\[DONE\]\n\n<end>$/s);
  });
});
