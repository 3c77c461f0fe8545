import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AiRequest } from '../../../../shared/ai/ai-request.ts';
import type { EventMeaning } from '../../../../shared/ai/dialects/dialect.ts';
import { type EventFormat, eventParser } from '../../../../shared/ai/events/event-formats.ts';
import type { StreamEvent } from '../../../../shared/ai/events/stream-event.ts';
import type { StreamOutput } from '../../../../shared/ai/exit/stream-output.ts';
import { ContentGuard } from '../../../../shared/ai/guardrails/content-guard.ts';
import { finders } from '../../../../shared/ai/guardrails/finders/index.ts';
import { wordFinder } from '../../../../shared/ai/guardrails/finders/words.ts';
import type { AnswerGuard } from '../../../../shared/ai/guardrails/guard.ts';
import { GuardLine } from '../../../../shared/ai/guardrails/stream/guard-line.ts';
import { GuardedOutput } from '../../../../shared/ai/guardrails/stream/guarded-output.ts';
import { redacted } from '../../../../shared/ai/guardrails/text/replacement.ts';
import type { Answered } from '../../../../shared/engine/exchange.ts';
import { Fault } from '../../../../shared/errors/fault.ts';
import type { Json } from '../../../support/ai/guarded/guarded-stream.ts';
import { SeededRandom, testSeed } from '../../../support/seeded-random.ts';

const plain: StreamOutput = {
  event: (event) => event.bytes,
  end: () => undefined,
  error: () => new Uint8Array(),
};

const told: string[] = [];

function output(action: 'replace' | 'block' | 'log' = 'replace', format: EventFormat = 'sse'): GuardedOutput {
  const shared = {
    ...{
      isAllowed: () => false,
      action,
      actionName: action,
      replacement: redacted,
      onRequest: false,
      onResponse: true,
    },
    ...{ opinion: undefined, refusesStreams: false, block: { status: 400, code: 'found', message: 'No.' } },
    report: () => told.push(action),
  };
  const guards = [
    new ContentGuard({ ...shared, name: 'pii', finders }),
    new ContentGuard({ ...shared, name: 'words', finders: [wordFinder('rude', ['blast'])] }),
  ];
  const watching = guards.map((guard) => guard.response({} as Answered, { model: 'm' } as AiRequest)!);
  return new GuardedOutput(plain, new GuardLine(watching, () => {}), {
    format,
    hides: action !== 'log',
    isJson: false,
  });
}

const content: EventMeaning = { kind: 'content', text: '' };

/** Sends a stream through, and answers what came out as text. */
function through(stream: string, guarded: GuardedOutput, format: EventFormat = 'sse'): string {
  let out = '';
  const add = (bytes: Uint8Array | undefined) => {
    out += bytes === undefined ? '' : new TextDecoder().decode(bytes);
  };
  const parser = eventParser(format, { event: (event: StreamEvent) => add(guarded.event(event, content)) });
  parser.write(new TextEncoder().encode(stream));
  parser.end();
  add(guarded.end());
  return out;
}

const sse = (...events: readonly unknown[]) =>
  events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('');
const named = (...events: readonly { readonly type: string }[]) =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
const dataOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)));
const delta = (content: string, index = 0, finish_reason: string | null = null) => ({
  choices: [{ index, delta: { content }, finish_reason }],
});

function pieces(text: string, random: SeededRandom): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; ) {
    const length = 1 + random.below(9);
    found.push(text.slice(at, at + length));
    at += length;
  }
  return found;
}

describe('a stream that guards watch', () => {
  test('keeps the bytes of events that are not changed', () => {
    const stream = `: comment\n\n${sse(delta('hello '), delta('you '), { usage: { total_tokens: 3 } }, '[DONE]')}`;

    assert.equal(through(stream, output()), stream);
  });

  test('shows nothing of a find, and all the rest, however chats are cut', () => {
    const seed = testSeed();
    const random = new SeededRandom(seed);
    const text = 'write to alice@example.com or +49 30 1234567, blast it: 4111 1111 1111 1111 is the end';
    const expected =
      'write to [REDACTED_EMAIL] or [REDACTED_PHONE], [REDACTED_RUDE] it: [REDACTED_CREDIT_CARD] is the end';
    for (let round = 0; round < 200; round += 1) {
      const events = pieces(text, random).flatMap((piece) => [delta(piece), delta(piece, 1)]);
      const ends = random.below(2) === 0 ? [] : [delta('', 0, 'stop'), delta('', 1, 'stop')];
      const out = dataOf(through(sse(...events, ...ends, '[DONE]'), output()));

      for (const index of [0, 1]) {
        const own = out.flatMap(({ choices }) => choices.filter((choice: { index: number }) => choice.index === index));
        const said = own.map((choice: { delta: { content?: string } }) => choice.delta.content ?? '').join('');
        assert.equal(said, expected, `seed ${seed}, round ${round}`);
        if (ends.length > 0) assert.equal(own.at(-1).finish_reason, 'stop');
      }
    }
  });

  test('keeps what clients go on from, also in events that are changed', () => {
    const event = (text: string) => `id: 7\r\nevent: e\r\nretry: 500\r\ndata: ${JSON.stringify(delta(text))}\r\n\r\n`;

    assert.match(through(event('to bob@example.com it'), output()), /\nid: 7\nretry: 500\n/);
  });

  for (const [what, event, saidIn] of [
    [
      'DashScope',
      (text: string) => ({
        output: { choices: [{ message: { content: text, role: 'assistant' } }] },
        request_id: 'r-1',
      }),
      (json: Json) => json.output.choices[0].message.content,
    ],
    ['vLLM', (text: string) => ({ text: [text] }), (json: Json) => json.text[0]],
  ] as const) {
    test(`shows nothing of a find where ${what} tells all the text again in each event`, () => {
      const seed = testSeed();
      const random = new SeededRandom(seed);
      const texts = [
        ['bob@example.com', '[REDACTED_EMAIL]'],
        ['bob@x.io', '[REDACTED_EMAIL]'],
        [
          'mail to alice@example.com or +49 30 1234567 of 4111 1111 1111 1111 is the end',
          'mail to [REDACTED_EMAIL] or [REDACTED_PHONE] of [REDACTED_CREDIT_CARD] is the end',
        ],
        ['what is said of nobody is told as it is', 'what is said of nobody is told as it is'],
      ] as const;
      for (let round = 0; round < 100; round += 1) {
        const [text, expected] = texts[round % texts.length]!;
        const parts = pieces(text, random);
        const events = parts.map((_, index) => event(parts.slice(0, index + 1).join('')));
        const out = dataOf(through(sse(...events, ...(random.below(2) === 0 ? ['[DONE]'] : [])), output())).map(saidIn);

        assert.equal(out.at(-1), expected, `seed ${seed}, round ${round}`);
        for (const shown of out) assert.doesNotMatch(shown, /bob|alice|@|4111|1234567/, `seed ${seed}, round ${round}`);
        if (text.startsWith('what')) assert.equal(out.length, parts.length);
      }
    });
  }

  test('of an unknown form whose pieces begin alike is one text', () => {
    const text = (piece: string) => ({ output: { text: piece } });
    const out = dataOf(
      through(sse(...['4111 ', '1111 ', '1111 ', '1111 ', 'ha', 'ha', ' end'].map(text), '[DONE]'), output()),
    );

    assert.equal(out.map((json) => json.output.text).join(''), '[REDACTED_CREDIT_CARD] haha end');
  });

  test('keeps the arguments of tools JSON', () => {
    const seed = testSeed();
    const random = new SeededRandom(seed);
    const source = JSON.stringify({
      to: 'bob@example.com',
      note: 'say "hi"\nto\u0041 alice@example.com',
      card: 4111111111111111,
    });
    const events = pieces(source, random).map((args) => ({
      choices: [
        { index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: args } }] }, finish_reason: null },
      ],
    }));
    const out = dataOf(
      through(sse(...events, { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] }), output()),
    );

    const args = out.map(({ choices: [choice] }) => choice.delta.tool_calls?.[0].function.arguments ?? '').join('');
    assert.deepEqual(
      JSON.parse(args),
      { to: '[REDACTED_EMAIL]', note: 'say "hi"\ntoA [REDACTED_EMAIL]', card: 0 },
      `seed ${seed}`,
    );
  });

  test('releases what was held before a block of Anthropic ends', () => {
    const stream = named(
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } } as never,
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'to bob@exam' } } as never,
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'ple.com' } } as never,
      { type: 'content_block_stop', index: 0 } as never,
      { type: 'message_stop' },
    );
    const out = dataOf(through(stream, output()));

    assert.equal(out.map((event) => event.delta?.text ?? '').join(''), 'to [REDACTED_EMAIL]');
    assert.deepEqual(out.at(-2), { type: 'content_block_stop', index: 0 });
  });

  test('changes the deltas of Responses, and the whole texts that follow them', () => {
    const place = { item_id: 'i', output_index: 0, content_index: 0 };
    const stream = named(
      { type: 'response.output_text.delta', ...place, delta: 'bob@exam' } as never,
      { type: 'response.output_text.delta', ...place, delta: 'ple.com', logprobs: [{ token: 'ple' }] } as never,
      { type: 'response.output_text.done', ...place, text: 'bob@example.com' } as never,
      { type: 'response.completed', response: { output: [{ content: [{ text: 'bob@example.com' }] }] } } as never,
    );
    const out = through(stream, output());

    assert.ok(!/bob|ple\.com|"ple"/.test(out), out);
    assert.equal(
      dataOf(out)
        .filter(({ type }) => type.endsWith('.delta'))
        .map((event) => event.delta)
        .join(''),
      '[REDACTED_EMAIL]',
    );
    assert.equal(dataOf(out).at(-1).response.output[0].content[0].text, '[REDACTED_EMAIL]');
  });

  test('stays a list where Gemini sends one', () => {
    const part = (text: string, finishReason?: string) =>
      JSON.stringify({ candidates: [{ content: { parts: [{ text }] }, finishReason }] });
    for (const last of [part('ple.com', 'STOP'), part('ple.com')]) {
      const out = JSON.parse(
        through(`[${part('bob@exam')},\n${last}\n]`, output('replace', 'json-array'), 'json-array'),
      );

      const texts = out.map(
        (one: { candidates: [{ content: { parts: [{ text: string }] } }] }) => one.candidates[0].content.parts[0].text,
      );
      assert.equal(texts.join(''), '[REDACTED_EMAIL]');
    }
  });

  test('looks into every argument of a call that comes in one piece, whatever it is called', () => {
    const args = {
      name: 'bob@example.com',
      url: 'bob@example.com',
      card: 4111111111111111,
      deep: { id: ['bob@example.com'] },
    };
    const call = { function: { name: 'send', arguments: args } };
    const [, out] = through(
      `${JSON.stringify({ message: { tool_calls: [call] }, done: false })}\n`.repeat(2),
      output('replace', 'ndjson'),
      'ndjson',
    )
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

    const left = '[REDACTED_EMAIL]';
    assert.deepEqual(out.message.tool_calls[0].function, {
      name: 'send',
      arguments: { name: left, url: left, card: '[REDACTED_CREDIT_CARD]', deep: { id: [left] } },
    });
  });

  test('follows arguments of Gemini that come bit by bit', () => {
    const bit = (stringValue: string, willContinue: boolean) => ({
      candidates: [
        { content: { parts: [{ functionCall: { partialArgs: [{ jsonPath: '$.to', stringValue, willContinue }] } }] } },
      ],
    });
    const out = dataOf(through(sse(bit('bob@exam', true), bit('ple.com', false)), output()));

    const said = out.map(({ candidates: [one] }) => one.content.parts[0].functionCall.partialArgs[0].stringValue);
    assert.deepEqual(said, ['', '[REDACTED_EMAIL]']);
  });

  test('leaves sound, pictures and what is ciphered as they are', () => {
    const data = 'NDExMSAxMTExIDExMTEgMTExMQ 4111 1111 1111 1111';
    const stream = sse(
      { choices: [{ index: 0, delta: { audio: { id: 'a', data } }, finish_reason: null }] },
      {
        candidates: [{ content: { parts: [{ inlineData: { mimeType: 'image/png', data }, thoughtSignature: data }] } }],
      },
      { type: 'response.audio.delta', delta: data },
      { type: 'response.image_generation_call.partial_image', partial_image_b64: data },
      { type: 'content_block_start', index: 0, content_block: { type: 'redacted_thinking', data } },
    );

    assert.equal(through(stream, output()), stream);
  });

  test('is over for the guards too when the client leaves', () => {
    let closed = 0;
    const guard: AnswerGuard = {
      whole: () => ({ kind: 'pass' }),
      piece: (_channel, text) => ({ kind: 'deliver', text }),
      end: () => ({ kind: 'deliver', text: '' }),
      drop: () => {},
      holds: () => false,
      close() {
        closed += 1;
      },
    };
    new GuardedOutput(plain, new GuardLine([guard], () => {}), { format: 'sse', hides: false, isJson: true }).left();

    assert.equal(closed, 1);
  });

  test('ends at a find that is to be blocked, before anything of it was sent', () => {
    const guarded = output('block');

    assert.throws(
      () => through(sse(delta('ok bob@exam'), delta('ple.com now')), guarded),
      (error) => error instanceof Fault && error.code === 'guardrail_blocked',
    );
  });

  test('is not held back where finds are only told of', () => {
    const stream = sse(delta('to bob@exam'), delta('ple.com'), delta('', 0, 'stop'), '[DONE]');
    told.length = 0;

    assert.equal(through(stream, output('log')), stream);
    assert.deepEqual(told, ['log']);
  });

  test('is guarded where an event is no JSON', () => {
    assert.equal(through(sse('bob@example.com'), output()), sse('[REDACTED_EMAIL]'));
  });
});
