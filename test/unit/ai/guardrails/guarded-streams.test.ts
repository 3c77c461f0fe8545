import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AiRequest } from '../../../../shared/ai/ai-request.ts';
import { dialectFor } from '../../../../shared/ai/dialects/index.ts';
import { type EventFormat, eventParser } from '../../../../shared/ai/events/event-formats.ts';
import { PlainOutput } from '../../../../shared/ai/exit/stream-output.ts';
import { ContentGuard } from '../../../../shared/ai/guardrails/content-guard.ts';
import { finders } from '../../../../shared/ai/guardrails/finders/index.ts';
import { GuardLine } from '../../../../shared/ai/guardrails/stream/guard-line.ts';
import { GuardedOutput } from '../../../../shared/ai/guardrails/stream/guarded-output.ts';
import { redacted } from '../../../../shared/ai/guardrails/text/replacement.ts';
import { UsageChunkFilter } from '../../../../shared/ai/usage/usage-chunk-filter.ts';
import type { Answered } from '../../../../shared/engine/exchange.ts';
import { blockStreams } from '../../../support/ai/guarded/block-streams.ts';
import { type GuardedStream, type Json, type Said, wire } from '../../../support/ai/guarded/guarded-stream.ts';
import { openaiStreams } from '../../../support/ai/guarded/openai-streams.ts';
import { otherStreams } from '../../../support/ai/guarded/other-streams.ts';
import { SeededRandom, testSeed } from '../../../support/seeded-random.ts';

const streams = [...openaiStreams, ...blockStreams, ...otherStreams];
const rounds = Number(process.env['ROUNDS'] ?? 60);

/** Nothing of a find that anybody could recognise, in whatever form. */
const leaks = /qzv|zvx|vxk|wjh|jhb|hbf|4111|1111|52,55|49,49,49/;

function guardedBy({ path, format }: GuardedStream): GuardedOutput {
  const guard = new ContentGuard({
    ...{ name: 'pii', finders, isAllowed: () => false, action: 'replace', actionName: 'redact', replacement: redacted },
    ...{ onRequest: false, onResponse: true, opinion: undefined, refusesStreams: false },
    block: { status: 400, code: 'found', message: 'No.' },
    report: () => {},
  });
  const request = {
    model: 'm',
    dialect: dialectFor(path),
    json: { stream: true },
    stream: false,
  } as unknown as AiRequest;
  const plain = new PlainOutput(request.dialect, format, new UsageChunkFilter(request));
  const watching = guard.response({} as Answered, request)!;
  return new GuardedOutput(plain, new GuardLine([watching], () => {}), { format, hides: true, isJson: false });
}

/** Words and finds in any order, and what is to become of them. */
function anyText(random: SeededRandom, isJson: boolean): readonly [text: string, expected: string] {
  const words = Array.from({ length: 1 + random.below(6) }, () => material[random.below(material.length)]!);
  const [text, expected] = [0, 1].map((which) => words.map((word) => word[which]).join(' ')) as [string, string];
  if (!isJson) return [text, expected];
  return [JSON.stringify({ a: text, b: [text] }), JSON.stringify({ a: expected, b: [expected] })];
}

const material: readonly (readonly [string, string])[] = [
  ...([
    ['plain', 'plain'],
    ['words.', 'words.'],
    ['“Grüße”', '“Grüße”'],
    ['x', 'x'],
  ] as const),
  ...([
    ['qzvxk@wjhbf.com', '[REDACTED_EMAIL]'],
    ['4111 1111 1111 1111', '[REDACTED_CREDIT_CARD]'],
  ] as const),
  ['<qzvxk@wjhbf.com>,', '<[REDACTED_EMAIL]>,'],
];

function said(random: SeededRandom, { channels }: GuardedStream): Said & { readonly expected: Record<string, string> } {
  const all = channels.map((name) => [name, ...anyText(random, name.endsWith('json'))] as const);
  return {
    texts: Object.fromEntries(all.map(([name, text]) => [name, text])),
    expected: Object.fromEntries(all.map(([name, , expected]) => [name, expected])),
    pieces: Object.fromEntries(all.map(([name, text]) => [name, cut(text, random)])),
  };
}

function cut(text: string, random: SeededRandom): readonly string[] {
  const most = 1 + random.below(12);
  const found: string[] = [];
  for (let at = 0; at < text.length; ) {
    const length = 1 + random.below(most);
    found.push(text.slice(at, at + length));
    at += length;
  }
  return found;
}

/** Sends bytes through in pieces, and answers what came out, and what the reader counted. */
function through(bytes: Uint8Array, stream: GuardedStream, random: SeededRandom) {
  const guarded = guardedBy(stream);
  const reader = dialectFor(stream.path).reader();
  let text = '';
  const add = (out: Uint8Array | undefined) => {
    if (out !== undefined) text += new TextDecoder().decode(out);
  };
  const parser = eventParser(stream.format, { event: (event) => add(guarded.event(event, reader.event(event))) });
  for (let at = 0; at < bytes.length; ) {
    const next = at + 1 + random.below(300);
    parser.write(bytes.slice(at, next));
    at = next;
  }
  parser.end();
  add(guarded.end());
  return { text, output: reader.usage?.output };
}

function eventsIn(text: string, format: EventFormat): readonly Json[] {
  if (format === 'json-array') return JSON.parse(text);
  const events: Json[] = [];
  const parser = eventParser(format, {
    event: ({ data }) => {
      if (data !== '') events.push(readData(data));
    },
  });
  parser.write(new TextEncoder().encode(text));
  parser.end();
  return events;
}

function readData(data: string): Json {
  return data.startsWith('{') ? JSON.parse(data) : data;
}

describe('under a guard that redacts, however the bytes are cut', () => {
  for (const stream of streams) {
    test(`${stream.name} tell all of the text in order, nothing of a find, and the end last`, () => {
      const seed = testSeed();
      const random = new SeededRandom(seed);
      for (let round = 0; round < rounds; round += 1) {
        const told = said(random, stream);
        const bytes = wire(stream.events(told, random), stream.format);
        const { text, output } = through(bytes, stream, random);
        const hint = `seed ${seed}, round ${round}: ${text}`;

        const events = eventsIn(text, stream.format);
        const got: Record<string, string> = {};
        const ended: string[] = [];
        for (const event of events) {
          if (event === '[DONE]') continue;
          for (const [name, piece = ''] of Object.entries(stream.read(event))) {
            assert.ok(piece === '' || !ended.some((start) => name.startsWith(start)), `${name} went on, ${hint}`);
            got[name] = (got[name] ?? '') + piece;
          }
          ended.push(...(stream.ends?.(event) ?? []));
        }
        assert.doesNotMatch(text, leaks, hint);
        for (const name of stream.channels) assert.equal(got[name], told.expected[name], `${name}, ${hint}`);
        assert.deepEqual(
          events.map((event, at) => (stream.isLast(event) ? at : -1)).filter((at) => at !== -1),
          [events.length - 1],
          hint,
        );
        assert.equal(output, stream.output, hint);
        assertInRow(events, hint);
      }
    });
  }
});

/** The numbers of numbered events follow one another. */
function assertInRow(events: readonly Json[], hint: string): void {
  const numbers = events.flatMap(({ sequence_number: number }) => (number === undefined ? [] : [number]));
  assert.deepEqual(
    numbers,
    numbers.map((_, at) => at),
    hint,
  );
}
