import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HiddenKey, hiddenKey } from '../../../../shared/ai/providers/hidden-key.ts';
import { BytesBody } from '../../../../shared/http/bytes-body.ts';
import { chat, falling, json } from '../../../liveness/ai.ts';
import { type Answer, Stage } from '../../../liveness/stage.ts';
import { settled } from '../../../support/http1/served.ts';
import { ManualBody } from '../../http/manual-body.ts';
import { bytes, RecordingSink } from '../../http/recording-sink.ts';

const key = 'sk-sk-provider-secret';
const stars = '*'.repeat(key.length);
const textOf = (content: Uint8Array): string => new TextDecoder().decode(content);

const written = ({ events }: RecordingSink): string =>
  events.map((event) => (event.startsWith('write:') ? event.slice('write:'.length) : '')).join('');

describe('a hidden key', () => {
  test('is stars, as many as it has characters, wherever it stands', () => {
    const hidden = new HiddenKey(key);

    assert.equal(textOf(hidden.bytes(bytes(`${key}${key} sk-${key} sk-`))), `${stars}${stars} sk-${stars} sk-`);
    assert.equal(hidden.text(`a ${key}`), `a ${stars}`);
    const without = bytes('sk-sk-another');
    assert.equal(hidden.bytes(without), without);
  });

  test('is hidden in a body however it is cut, and nothing else is changed', async () => {
    const whole = `sk-${key},sk-sk-provider-secreT,${key}${key}sk-sk-`;
    for (let first = 1; first < whole.length; first += 1) {
      const source = new ManualBody();
      const sink = new RecordingSink();
      new HiddenKey(key).body(source).start(sink);
      source.sink.write(bytes(whole.slice(0, first)));
      for (const rest of whole.slice(first)) source.sink.write(bytes(rest));
      source.sink.end();

      assert.equal(written(sink), whole.replaceAll(key, stars), String(first));
    }
  });

  test('leaves the length of a body what it was', () => {
    assert.equal(new HiddenKey(key).body(new BytesBody(key)).length, key.length);
  });

  test('is what stands behind the scheme, and long enough to be one', () => {
    assert.equal(hiddenKey({ header: 'authorization', value: `Bearer ${key}` })!.text(key), stars);
    assert.equal(hiddenKey({ header: 'authorization', value: 'Bearer none' }), undefined);
    assert.equal(hiddenKey(undefined), undefined);
  });
});

describe('the key of a provider', () => {
  const withKey = { upstream: `inference { provider "openai"; api-key "${key}" }` };
  const error = { error: { message: `Incorrect API key provided: Bearer ${key}`, type: 'invalid_request_error' } };

  async function answerTo(origin: Stage['origin'], more = {}, ask = chat()): Promise<Answer> {
    const stage = await Stage.of({ ...falling('', withKey), route: 'inference { }', ...more });
    stage.origin = origin;
    return stage.ask(ask);
  }

  test('is not told in a refusal, nor in its fields', async () => {
    const { status, text, headers } = await answerTo((call) => {
      const body = new BytesBody(JSON.stringify(error));
      call.answer(401, body, { 'content-length': String(body.length), 'x-asked': key });
    });

    assert.deepEqual([status, headers.get('x-asked')], [401, stars]);
    assert.equal(text, JSON.stringify(error).replace(key, stars));
    assert.equal(headers.get('content-length'), String(text.length));
  });

  test('is not told in an error that comes as a success, nor where nothing was asked of a model', async () => {
    assert.equal((await answerTo((call) => json(call, 200, error))).text, JSON.stringify(error).replace(key, stars));
    const listed = await answerTo((call) => json(call, 200, { key }), {}, { target: '/v1/models' });
    assert.equal(listed.text, JSON.stringify({ key: stars }));
  });

  test('is not told in a refusal that is translated', async () => {
    const body = '{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}';
    const ask = { method: 'POST', target: '/v1/messages', body };
    const { status, text } = await answerTo((call) => json(call, 401, error), {}, ask);

    assert.equal(status, 401);
    assert.match(text, /authentication_error|\*{21}/);
    assert.equal(text.includes(key), false);
  });

  test('is not told in an error of a stream', async () => {
    const stage = await Stage.of({ ...falling('', withKey), route: 'inference { }' });
    const source = new ManualBody();
    stage.origin = (call) => call.answer(200, source, { 'content-type': 'text/event-stream' });
    const sink = new RecordingSink();
    const reply = await stage.begin(chat('m', {}, { stream: true }));
    reply.body!.start(sink);
    const event = `data: ${JSON.stringify(error)}\n\n`;
    for (const piece of [event.slice(0, 60), event.slice(60)]) source.sink.write(bytes(piece));
    await settled();

    assert.equal(written(sink), event.replace(key, stars));
  });
});
