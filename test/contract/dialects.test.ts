import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TextPiece } from '../../shared/ai/ai-request.ts';
import type { AiError, StreamReader } from '../../shared/ai/dialects/dialect.ts';
import { dialectFor, dialects } from '../../shared/ai/dialects/index.ts';
import { objectIn } from '../../shared/ai/dialects/json/values.ts';
import { withTexts } from '../../shared/ai/dialects/written.ts';
import { eventParser } from '../../shared/ai/events/event-formats.ts';
import { unused } from '../../shared/ai/usage/counts.ts';
import { Fault } from '../../shared/errors/fault.ts';
import type { StreamFixture } from '../support/ai/dialects/fixture.ts';
import { dialectFixtures } from '../support/ai/dialects/index.ts';
import { SeededRandom, testSeed } from '../support/seeded-random.ts';

const error: AiError = { status: 429, code: 'rate_limited', message: 'Slow "down".\nPlease' };
const spoken = (pieces: readonly TextPiece[]) => pieces.map(({ role, text }) => `${role}: ${text}`);

test('every dialect has a fixture', () => {
  assert.deepEqual(
    dialectFixtures.map(({ dialect }) => dialect.name),
    dialects.map(({ name }) => name),
  );
});

for (const { dialect, path, requests, wrong, answers, streams, errors } of dialectFixtures) {
  describe(`dialect ${dialect.name}`, () => {
    test('is told by its path, whatever stands before it', () => {
      for (const prefix of ['', '/team/a', '/v1']) assert.equal(dialectFor(prefix + path).name, dialect.name);
      assert.equal(dialectFor(`${path}/`).name, dialect.name);
    });

    for (const request of requests) {
      test(`reads ${request.says}`, () => {
        const content = bytes(request.body);
        const read = dialect.read(content, request.path ?? path, undefined);

        assert.equal(read.dialect.name, dialect.name);
        assert.equal(read.content, content);
        assert.equal(read.model, request.model);
        assert.equal(read.stream, request.stream ?? false);
        assert.equal(read.maxOutput, request.maxOutput);
        assert.equal(read.choices, request.choices ?? 1);
        assert.deepEqual(spoken(dialect.texts(read.json)), request.texts);
      });

      test(`changes texts of ${request.says} and nothing else`, () => {
        const read = dialect.read(bytes(request.body), request.path ?? path, undefined);
        const texts = dialect.texts(read.json).map((piece) => ({ ...piece, text: `${piece.text}"✓` }));
        const written = read.dialect.write(read, { texts });

        assert.deepEqual(dialect.texts(written.json), texts);
        const back = read.dialect.write(written, { texts: dialect.texts(read.json) });
        assert.equal(text(back.content), request.body);
        assert.deepEqual(back.json, read.json);
      });

      test(`asks for another model in ${request.says}`, () => {
        const asked = request.path ?? path;
        const read = dialect.read(bytes(request.body), asked, undefined);
        // A body without fields has no place for a name.
        if (!text(read.content).startsWith('{')) return;

        const written = read.dialect.write(read, { model: 'other/model "1"' });
        const again = dialect.read(written.content, dialect.pathFor(asked, 'other/model "1"'), undefined);

        assert.equal(written.model, 'other/model "1"');
        assert.equal(again.model, 'other/model "1"');
        assert.deepEqual(dialect.texts(again.json), dialect.texts(read.json));
      });
    }

    for (const [body, told] of wrong) {
      test(`refuses ${body} and says why`, () => {
        assert.throws(
          () => dialect.read(bytes(body), path, undefined),
          (thrown) => thrown instanceof Fault && thrown.code === 'bad_request' && told.test(thrown.text),
        );
      });
    }

    for (const body of [
      '{"model":"m"',
      '{"a":1,"a":2}',
      '{"A":1,"a":2}',
      `{"a":${'['.repeat(200)}${']'.repeat(200)}}`,
    ]) {
      test(`refuses ${body.slice(0, 16)} as every dialect does`, () => {
        assert.throws(
          () => dialect.read(bytes(body), path, undefined),
          (thrown) => thrown instanceof Fault && thrown.code === 'bad_request',
        );
      });
    }

    for (const answer of answers) {
      test(`reads an answer: ${answer.says}`, () => {
        const json = JSON.parse(answer.body);

        assert.deepEqual(dialect.usageOf(json), answer.usage && { ...unused, ...answer.usage });
        assert.equal(dialect.answeredModel(json), answer.model);
        assert.equal(dialect.errorOf(json), undefined);
        const pieces = dialect.answerTexts(json);
        assert.deepEqual(spoken(pieces), answer.texts);
        assert.equal(text(withTexts(bytes(answer.body), pieces)), answer.body);
      });
    }

    for (const [body, status, code] of errors) {
      test(`finds the error in ${body}`, () => {
        const found = dialect.errorOf(JSON.parse(body));

        assert.equal(found?.status, status);
        assert.equal(found?.code, code);
      });
    }

    for (const stream of streams) {
      test(`follows a stream: ${stream.says}`, () => {
        const { reader, meanings, joined } = follow(dialect.reader(), stream, [bytes(stream.wire)]);

        assert.deepEqual(meanings, stream.events);
        assert.equal(joined, stream.wire);
        assert.deepEqual(reader.usage, stream.usage && { ...unused, ...stream.usage });
        assert.equal(reader.model, stream.model);
        assert.equal(reader.isDone, stream.isDone);
      });

      test(`follows a stream at any split: ${stream.says}`, () => {
        const whole = bytes(stream.wire);
        for (let cut = 1; cut < whole.byteLength; cut += 1) {
          sameAs(
            follow(dialect.reader(), stream, [whole.subarray(0, cut), whole.subarray(cut)]),
            stream,
            `cut at ${cut}`,
          );
        }
        sameAs(
          follow(
            dialect.reader(),
            stream,
            pieces(whole, () => 1),
          ),
          stream,
          'byte by byte',
        );
        const seed = testSeed();
        const random = new SeededRandom(seed);
        for (let round = 0; round < 20; round += 1) {
          sameAs(
            follow(
              dialect.reader(),
              stream,
              pieces(whole, () => 1 + random.below(40)),
            ),
            stream,
            `seed ${seed}`,
          );
        }
      });
    }

    test('tells of an error in a body that it reads as one', () => {
      const found = dialect.errorOf(JSON.parse(JSON.stringify(dialect.errorBody(error))));

      assert.equal(found?.message, error.message);
      assert.equal(found?.status, error.status);
    });

    test('tells of an error in a stream that its reader takes for one', () => {
      const stream = { format: 'sse', wire: dialect.errorEvent(error) } as const;
      const { meanings, reader } = follow(dialect.reader(), stream, [bytes(stream.wire)]);

      assert.deepEqual(meanings, ['error']);
      assert.equal(reader.isDone, false);
    });

    test('takes any JSON as an answer and as an event without failing', () => {
      const odd = ['null', '7', '"a"', '[]', '{}', '{"choices":[null,{"delta":7}]}', '{"usage":[]}', '{"error":null}'];
      const odder = ['{"type":"message_start"}', '{"candidates":[{"content":{"parts":[null]}}]}', '{"response":7}'];
      const reader = dialect.reader();

      for (const data of [...odd, ...odder]) {
        assert.notEqual(reader.event({ name: '', data, bytes: bytes(data) }).kind, 'error');
        const json = objectIn(data);
        if (json !== undefined) dialect.answerTexts(json);
      }
    });
  });
}

interface Followed {
  readonly reader: StreamReader;
  readonly meanings: readonly string[];
  readonly joined: string;
}

function follow(
  reader: StreamReader,
  { format }: Pick<StreamFixture, 'format'>,
  chunks: readonly Uint8Array[],
): Followed {
  const meanings: string[] = [];
  const parts: Uint8Array[] = [];
  const parser = eventParser(format, {
    event: (event) => {
      const meaning = reader.event(event);
      meanings.push(meaning.text === '' ? meaning.kind : `${meaning.kind}: ${meaning.text}`);
      parts.push(event.bytes);
    },
  });
  for (const chunk of chunks) parser.write(chunk);
  parser.end();
  return { reader, meanings, joined: Buffer.concat(parts).toString() };
}

function sameAs({ reader, meanings, joined }: Followed, stream: StreamFixture, when: string): void {
  assert.deepEqual(meanings, stream.events, when);
  assert.equal(joined, stream.wire, when);
  assert.deepEqual(reader.usage, stream.usage && { ...unused, ...stream.usage }, when);
}

function pieces(whole: Uint8Array, size: () => number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < whole.byteLength; ) {
    const end = at + size();
    chunks.push(whole.subarray(at, end));
    at = end;
  }
  return chunks;
}

function bytes(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function text(value: Uint8Array): string {
  return new TextDecoder().decode(value);
}
