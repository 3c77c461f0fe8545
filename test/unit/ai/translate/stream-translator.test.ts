import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { anthropicMessages } from '../../../../shared/ai/dialects/anthropic-messages.ts';
import type { Dialect } from '../../../../shared/ai/dialects/dialect.ts';
import { openaiChat } from '../../../../shared/ai/dialects/openai-chat.ts';
import type { JsonValue } from '../../../../shared/ai/json.ts';
import { streamTranslator } from '../../../../shared/ai/translate/stream-translator.ts';
import { translateAnswer } from '../../../../shared/ai/translate/translate-answer.ts';
import { inPieces, readEvents, utf8 } from '../../../support/ai/read-events.ts';
import { accumulateCompletion, accumulateMessage } from '../../../support/ai/translate/accumulate.ts';
import { randomCompletion, randomMessage } from '../../../support/ai/translate/random-answers.ts';
import { SeededRandom, testSeed } from '../../../support/seeded-random.ts';

const wireOf = (events: readonly JsonValue[]): Uint8Array =>
  utf8(events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join(''));
const whole = (bytes: Uint8Array) => inPieces(bytes, () => bytes.byteLength);

/** What each event of a stream becomes, and what its end does. */
function translated(events: readonly JsonValue[], to: Dialect, size?: () => number): string[] {
  const translator = streamTranslator(to, 5_999, true);
  const bytes = wireOf(events);
  const read = readEvents('sse', size ? inPieces(bytes, size) : whole(bytes));
  return [...read.map((event) => translator.event(event)), translator.end()];
}

function seeded(t: { diagnostic(text: string): void }): SeededRandom {
  const seed = testSeed();
  t.diagnostic(`SEED=${seed}`);
  return new SeededRandom(seed);
}

describe('a stream of messages for a client of OpenAI', () => {
  test('adds up to the translated whole, at any split', (t) => {
    const random = seeded(t);
    for (let round = 0; round < 200; round += 1) {
      const told = randomMessage(random);
      const wire = translated(told.events, openaiChat, () => 1 + random.below(40)).join('');

      const added = accumulateCompletion(readEvents('sse', whole(utf8(wire))));

      assert.deepEqual(added, translateAnswer(told.whole, openaiChat, 5_999).json);
    }
  });

  test('tells every delta at once', () => {
    const delta = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } };

    const [wire] = translated([delta], openaiChat);

    assert.match(wire!, /^data: .*"delta":\{"content":"Hi"\}.*\n\n$/);
  });

  test('holds the usage only when it was asked for', () => {
    const translator = streamTranslator(openaiChat, 0, false);
    const stop = { name: '', data: '{"type":"message_stop"}', bytes: new Uint8Array() };

    assert.equal(translator.event(stop), 'data: [DONE]\n\n');
    assert.match(translated([{ type: 'message_stop' }], openaiChat)[0]!, /"choices":\[\],"usage":\{.*\[DONE\]/s);
  });

  test('ends with an error of OpenAI, and nothing after it', () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Later.' } };

    assert.deepEqual(translated([error, { type: 'message_stop' }], openaiChat), [
      'data: {"error":{"message":"Later.","type":"server_error","param":null,"code":"overloaded_error"}}\n\n',
      '',
      '',
    ]);
  });

  test('does not pretend that a stream which broke off is complete', () => {
    const wire = translated([{ type: 'message_start', message: { id: 'm' } }], openaiChat).join('');

    assert.doesNotMatch(wire, /DONE|finish_reason":"/);
  });
});

describe('a stream of chunks for a client of Anthropic', () => {
  test('adds up to the translated whole, at any split', (t) => {
    const random = seeded(t);
    for (let round = 0; round < 200; round += 1) {
      const told = randomCompletion(random);
      const wire = translated(told.events, anthropicMessages, () => 1 + random.below(40)).join('');

      const added = accumulateMessage(readEvents('sse', whole(utf8(wire))));

      assert.deepEqual(added, translateAnswer(told.whole, anthropicMessages, 0).json);
    }
  });

  test('tells every delta at once', () => {
    const chunk = { id: 'x', model: 'm', choices: [{ index: 0, delta: { content: 'Hi' } }] };

    const [wire] = translated([chunk], anthropicMessages);

    assert.match(wire!, /message_start.*content_block_start.*"text_delta","text":"Hi"\}\}\n\n$/s);
  });

  test('turns comments into pings once it has begun', () => {
    const translator = streamTranslator(anthropicMessages, 0, true);
    const comment = { name: '', data: '', bytes: utf8(': OPENROUTER PROCESSING\n\n') };
    const chunk = { name: '', data: '{"choices":[{"delta":{"content":"a"}}]}', bytes: new Uint8Array() };

    assert.equal(translator.event(comment), '');
    translator.event(chunk);
    assert.equal(translator.event(comment), 'event: ping\ndata: {"type":"ping"}\n\n');
  });

  test('names a call before it tells its arguments, whatever comes first', () => {
    const call = (tool_calls: JsonValue): JsonValue => ({ choices: [{ index: 0, delta: { tool_calls } }] });
    const wire = translated(
      [
        call([{ index: 0, id: 'c', function: { arguments: '{"a"' } }]),
        call([{ index: 0, function: { name: 'look', arguments: ':1}' } }]),
        { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] },
      ],
      anthropicMessages,
    ).join('');

    const message = accumulateMessage(readEvents('sse', whole(utf8(wire)))) as { content: JsonValue };

    assert.deepEqual(message.content, [{ type: 'tool_use', id: 'c', name: 'look', input: { a: 1 } }]);
  });

  test('tells calls apart that a server counts as one', () => {
    const call = (id: string) => ({ index: 0, id, function: { name: 'look', arguments: `{"of":"${id}"}` } });
    const chunks = ['a', 'b'].map((id) => ({ choices: [{ index: 0, delta: { tool_calls: [call(id)] } }] }));
    const wire = translated([...chunks, '[DONE]'], anthropicMessages).join('');

    const message = accumulateMessage(readEvents('sse', whole(utf8(wire)))) as { content: JsonValue };

    assert.deepEqual(message.content, [
      { type: 'tool_use', id: 'a', name: 'look', input: { of: 'a' } },
      { type: 'tool_use', id: 'b', name: 'look', input: { of: 'b' } },
    ]);
  });

  test('leaves calls of tools out that take no JSON, and notes it', () => {
    const translator = streamTranslator(anthropicMessages, 0, true);
    const call = { index: 0, id: 'c', type: 'custom', custom: { name: 'n', input: 'a' } };
    const data = JSON.stringify({ choices: [{ index: 0, delta: { tool_calls: [call] } }] });

    const wire = translator.event({ name: '', data, bytes: new Uint8Array() });

    assert.doesNotMatch(wire + translator.event({ name: '', data: '[DONE]', bytes: new Uint8Array() }), /tool_use/);
    assert.deepEqual(translator.lost, ['tool_calls.custom']);
  });

  test('ends with an error of Anthropic, and nothing after it', () => {
    const error = { error: { message: 'Later.', type: 'server_error', code: 503 } };

    assert.deepEqual(translated([error, '[DONE]'], anthropicMessages), [
      'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Later."}}\n\n',
      '',
      '',
    ]);
  });

  test('does not pretend that a stream which broke off is complete', () => {
    const chunk = { choices: [{ index: 0, delta: { content: 'Hi' } }] };

    assert.doesNotMatch(translated([chunk], anthropicMessages).join(''), /message_stop|content_block_stop/);
  });
});
