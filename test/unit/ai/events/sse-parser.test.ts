import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SseParser } from '../../../../shared/ai/events/sse-parser.ts';
import type { StreamEvent } from '../../../../shared/ai/events/stream-event.ts';
import { Fault } from '../../../../shared/errors/fault.ts';
import { inPieces, readEvents, shown, utf8 } from '../../../support/ai/read-events.ts';
import { bytesTouched } from '../../../support/ai/scan-meter.ts';
import { SeededRandom, testSeed } from '../../../support/seeded-random.ts';

const read = (text: string) => readEvents('sse', [utf8(text)]).map(({ name, data }) => [name, data]);

describe('server-sent events', () => {
  test('have a name and data, with one space after the colon left out', () => {
    assert.deepEqual(read('event: a\ndata: x\n\nevent:b\ndata:  y\n\ndata\n\n'), [
      ['a', 'x'],
      ['b', ' y'],
      ['', ''],
    ]);
  });

  test('join several lines of data', () => {
    assert.deepEqual(read('data: a\ndata:\ndata: b\n\n'), [['', 'a\n\nb']]);
  });

  test('end their lines in LF, CR or CRLF, also mixed', () => {
    assert.deepEqual(read('data: a\r\n\r\ndata: b\r\rdata: c\n\r\ndata: d\r\n\n'), [
      ['', 'a'],
      ['', 'b'],
      ['', 'c'],
      ['', 'd'],
    ]);
  });

  test('keep comments and unknown fields in their bytes, and read past a byte order mark', () => {
    const wire = '\uFEFF: OPENROUTER PROCESSING\n\nid: 7\nretry: 1\ndatax: no\ndata: a\n\n';
    const events = readEvents('sse', [utf8(wire)]);

    assert.deepEqual(
      events.map(({ data }) => data),
      ['', 'a'],
    );
    assert.equal(Buffer.concat(events.map(({ bytes }) => bytes)).toString(), wire);
  });

  test('read bytes that are no UTF-8 as such, without losing them', () => {
    const wire = Uint8Array.from([...utf8('data: a'), 0xff, 0xe2, 0x82, ...utf8('b\n\n')]);
    const [event] = readEvents('sse', [wire]);

    assert.equal(event?.data, 'a\uFFFD\uFFFDb');
    assert.deepEqual(event?.bytes, wire);
  });

  test('come with their last byte, whatever ends their lines', () => {
    for (const wire of ['data: a\n\n', 'data: a\r\n\r\n', 'data: a\r\r']) {
      const events: StreamEvent[] = [];
      new SseParser({ event: (event) => void events.push(event) }).write(utf8(wire));

      assert.equal(events.length, 1, JSON.stringify(wire));
    }
  });

  test('are delivered at the end of the stream without their blank line', () => {
    assert.deepEqual(read('data: a\n\ndata: b'), [
      ['', 'a'],
      ['', 'b'],
    ]);
  });

  test('share the memory of a chunk that holds them whole', () => {
    const chunk = utf8('data: a\n\ndata: b\n\n');

    for (const { bytes } of readEvents('sse', [chunk])) assert.equal(bytes.buffer, chunk.buffer);
  });

  test('break the stream off past their bound, at whatever split', () => {
    const wire = utf8(`data: ${'x'.repeat(93)}\n\n`);
    const tooLong = (error: unknown) => error instanceof Fault && error.code === 'upstream_bad_response';

    for (const size of [1, 7, 50, 1000]) {
      assert.equal(
        readEvents(
          'sse',
          inPieces(wire, () => size),
          101,
        ).length,
        1,
      );
      assert.throws(
        () =>
          readEvents(
            'sse',
            inPieces(wire, () => size),
            100,
          ),
        tooLong,
      );
    }
  });

  test('are the same at any split, and what the standard says', () => {
    const seed = testSeed();
    const random = new SeededRandom(seed);
    for (let round = 0; round < 300; round += 1) {
      const wire = randomStream(random);
      const whole = readEvents('sse', [wire]).map(shown);

      for (const most of [1, 3, 30]) {
        const cut = readEvents(
          'sse',
          inPieces(wire, () => 1 + random.below(most)),
        ).map(shown);
        assert.deepEqual(cut, whole, `seed ${seed}, round ${round}`);
      }
      assert.equal(whole.map(([, , bytes]) => bytes).join(''), Buffer.from(wire).toString('latin1'), `seed ${seed}`);
      const dispatched = whole.filter(([, data]) => data !== '').map(([name, data]) => [name, data]);
      assert.deepEqual(dispatched, byTheStandard(wire), `seed ${seed}, round ${round}`);
    }
  });

  test('cost time in proportion to their length, however they are made', () => {
    const hostile = [
      ['blank lines', '\n'],
      ['bare CR', '\r'],
      ['CR in a long line', 'data: \rx'],
      ['CR in lines of LF', '\rx\n'],
      ['short lines of data', 'data:\n'],
      ['one long line', 'x'],
    ] as const;
    for (const [what, piece] of hostile) {
      for (const size of [1, 1000, 1_000_000]) {
        const wire = utf8(piece.repeat(60_000 / piece.length));
        const touched = bytesTouched(() =>
          readEvents(
            'sse',
            inPieces(wire, () => size),
          ),
        );

        assert.ok(touched < 12 * wire.byteLength, `${what} in pieces of ${size}: ${touched / wire.byteLength} a byte`);
      }
    }
  });
});

function randomStream(random: SeededRandom): Uint8Array {
  const words = [
    'data: ',
    'data:',
    'event: ',
    'é👋',
    'x',
    ':',
    ' ',
    '\n',
    '\r',
    '\r\n',
    '\n\n',
    '\r\n\r\n',
    '\r\r',
    '{"a":1}',
    'id: 7',
  ];
  let text = random.next() < 0.2 ? '\uFEFF' : '';
  for (let count = random.below(40); count > 0; count -= 1) text += words[random.below(words.length)];
  return utf8(text);
}

/** Name and data of the events with data (WHATWG HTML §9.2.6), written the plain way; the last one also without its end. */
function byTheStandard(wire: Uint8Array): string[][] {
  const events: string[][] = [];
  let name = '';
  let data: string[] = [];
  for (const line of [...new TextDecoder().decode(wire).split(/\r\n|\r|\n/), '']) {
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (line === '') {
      if (data.join('\n') !== '') events.push([name, data.join('\n')]);
      name = '';
      data = [];
    } else if (field === 'data') data.push(value);
    else if (field === 'event') name = value;
  }
  return events;
}
