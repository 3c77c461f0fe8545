import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { describe, test } from 'node:test';
import { Fault } from '../../../shared/errors/fault.ts';
import { type FieldLimits, FieldReader } from '../../../shared/http1/fields.ts';
import { splits } from '../../support/http1/splits.ts';

const limits: FieldLimits = {
  maxBytes: 400,
  maxStartLineBytes: 40,
  maxCount: 4,
  maxNameBytes: 20,
  maxValueBytes: 60,
};

interface Outcome {
  readonly line?: string;
  readonly fields?: readonly string[];
  readonly rest?: string;
  readonly fault?: string;
}

/** Reads one block with a start line out of pieces. */
function read(pieces: readonly Uint8Array[]): Outcome {
  let line = '';
  const reader = new FieldReader(limits, (start) => {
    line = start;
  });
  try {
    for (const [i, piece] of pieces.entries()) {
      const end = reader.read(piece, 0);
      if (end === -1) continue;
      const rest = Buffer.concat([piece.subarray(end), ...pieces.slice(i + 1)]).toString('latin1');
      return { line, fields: reader.flat, rest };
    }
  } catch (error) {
    assert(error instanceof Fault);
    return { fault: `${error.code} ${error.detail}` };
  }
  return {};
}

function readsAs(message: string, expected: Outcome): void {
  for (const pieces of splits(message)) assert.deepEqual(read(pieces), expected);
}

describe('header blocks', () => {
  test('are read into lower-case names and trimmed values, however they are cut', () => {
    readsAs('GET / HTTP/1.1\r\nHost: a\r\nX-Odd_Name:\t b c \t\r\nEmpty:\r\n\r\nbody', {
      line: 'GET / HTTP/1.1',
      fields: ['host', 'a', 'x-odd_name', 'b c', 'empty', ''],
      rest: 'body',
    });
  });

  test('keep every byte above 127, and repeated names apart', () => {
    readsAs('x\r\nSet-Cookie: \xe9\x80\xff\r\nset-cookie: b\r\n\r\n', {
      line: 'x',
      fields: ['set-cookie', '\xe9\x80\xff', 'set-cookie', 'b'],
      rest: '',
    });
  });

  test('may follow one empty line', () => {
    readsAs('\r\nx\r\na: b\r\n\r\n', { line: 'x', fields: ['a', 'b'], rest: '' });
  });

  test('may have no fields', () => {
    readsAs('x\r\n\r\n', { line: 'x', fields: [], rest: '' });
  });

  test('are unfinished without the empty line', () => {
    readsAs('x\r\na: b\r\n', {});
  });

  test('leave nothing behind for the next', () => {
    const reader = new FieldReader(limits, () => {});
    const bytes = Buffer.from('x\r\na: b\r\n\r\ny\r\nc: d\r\n\r\n');

    const end = reader.read(bytes, 0);
    const first = reader.flat;
    reader.begin();
    reader.read(bytes, end);

    assert.deepEqual(
      [first, reader.flat],
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    );
  });

  test('are read the same, however long those of the block before were', () => {
    const reader = new FieldReader({ ...limits, maxBytes: 10_000, maxValueBytes: 8_000 }, () => {});
    for (const length of [10, 400, 7_000, 20, 300, 2_040, 5]) {
      const value = 'v'.repeat(length);
      const block = `a\r\nx-long: ${value}\r\n\r\n`;
      reader.begin();

      const end = reader.read(Buffer.from(`${block}${'body\r\n'.repeat(100)}`, 'latin1'), 0);

      assert.equal(end, block.length);
      assert.deepEqual(reader.flat, ['x-long', value]);
    }
  });

  test('of one chunk are read without a native slice as with it', () => {
    const text = `x\r\nlong: ${'\xe4'.repeat(50)}\r\n\r\n`;

    assert.deepEqual(read([Buffer.from(text, 'latin1')]), read([Uint8Array.from(Buffer.from(text, 'latin1'))]));
  });
});

const refusals: readonly (readonly [why: string, message: string, fault: string])[] = [
  ['a bare LF', 'x\r\na: b\n\r\n', 'bad_request bare-lf'],
  ['a bare LF after the start line', 'x\na: b\r\n\r\n', 'bad_request bare-lf'],
  ['a bare LF as the last line', 'x\r\na: b\r\n\n', 'bad_request bare-lf'],
  ['a bare CR in a value', 'x\r\na: b\rc\r\n\r\n', 'bad_request bare-cr'],
  ['two CR before the LF', 'x\r\na: b\r\r\n\r\n', 'bad_request bare-cr'],
  ['a bare CR in a name', 'x\r\na\rb: c\r\n\r\n', 'bad_request bad-name'],
  ['a folded line', 'x\r\na: b\r\n c\r\n\r\n', 'bad_request obs-fold'],
  ['a line folded with a tab', 'x\r\na: b\r\n\tc: d\r\n\r\n', 'bad_request obs-fold'],
  ['a space before the first name', 'x\r\n a: b\r\n\r\n', 'bad_request obs-fold'],
  ['a space before the colon', 'x\r\na : b\r\n\r\n', 'bad_request space-before-colon'],
  ['a tab before the colon', 'x\r\na\t: b\r\n\r\n', 'bad_request space-before-colon'],
  ['an empty name', 'x\r\n: b\r\n\r\n', 'bad_request empty-name'],
  ['a line without a colon', 'x\r\nab\r\nc: d\r\n\r\n', 'bad_request no-colon'],
  ['a name with a parenthesis', 'x\r\na(b: c\r\n\r\n', 'bad_request bad-name'],
  ['a name with a byte above 127', 'x\r\na\xe9: c\r\n\r\n', 'bad_request bad-name'],
  ['a NUL in a value', 'x\r\na: b\0c\r\n\r\n', 'bad_request control-character'],
  ['a vertical tab in a value', 'x\r\na: b\x0bc\r\n\r\n', 'bad_request control-character'],
  ['a DEL in a value', 'x\r\na: \x7f\r\n\r\n', 'bad_request control-character'],
  ['two empty lines first', '\r\n\r\nx\r\n\r\n', 'bad_request empty-start-line'],
  ['a start line beyond its bound', `${'x'.repeat(41)}\r\n\r\n`, 'uri_too_long start-line'],
  ['a start line without end', 'x'.repeat(500), 'uri_too_long start-line'],
  ['a line without end', `x\r\n${'a'.repeat(500)}`, 'headers_too_large block'],
  ['a block beyond its bound', `x\r\n${`a: ${'b'.repeat(30)}\r\n`.repeat(4)}c: d\r\n\r\n`, 'too_many_headers count'],
  ['too many bytes', `x\r\n${`a:${' '.repeat(130)}b\r\n`.repeat(3)}\r\n`, 'headers_too_large block'],
  ['a name beyond its bound', `x\r\n${'a'.repeat(21)}: b\r\n\r\n`, 'headers_too_large name'],
  ['a value beyond its bound', `x\r\na: ${'b'.repeat(61)}\r\n\r\n`, 'headers_too_large value'],
];

describe('a header block is refused for', () => {
  for (const [why, message, fault] of refusals) {
    test(why, () => readsAs(message, { fault }));
  }

  test('nothing when it just fits its bounds', () => {
    const line = 'x'.repeat(40);
    const value = 'b'.repeat(60);

    readsAs(`${line}\r\n${'a'.repeat(20)}: ${value}\r\n\r\n`, { line, fields: ['a'.repeat(20), value], rest: '' });
  });
});

describe('a block that comes again', () => {
  const fields = 'Host: a\r\nX-One: 1\r\n\r\n';
  const reads = (...messages: readonly string[]): readonly Outcome[] => {
    let line = '';
    const reader = new FieldReader(limits, (start) => {
      line = start;
    });
    return messages.map((message) => {
      reader.begin();
      try {
        const bytes = Buffer.from(message, 'latin1');
        const end = reader.read(bytes, 0);
        return { line, fields: reader.flat, rest: message.slice(end) };
      } catch (error) {
        assert(error instanceof Fault);
        return { fault: `${error.code} ${error.detail}` };
      }
    });
  };

  test('is read like the first time', () => {
    const [first, second, third] = reads(`a\r\n${fields}body`, `bcd\r\n${fields}`, `e\r\n${fields}f\r\n${fields}`);

    assert.deepEqual(third, { line: 'e', fields: ['host', 'a', 'x-one', '1'], rest: `f\r\n${fields}` });
    assert.equal(second!.line, 'bcd');
    assert.equal(first!.rest, 'body');
  });

  test('is one list, and its line is read once, as long as they stay the same', () => {
    const lines: string[] = [];
    const reader = new FieldReader(limits, (line) => {
      lines.push(line);
      return { line };
    });
    const heads = [`a\r\n${fields}`, `a\r\n${fields}`, `b\r\n${fields}`, `b\r\n${fields}`, 'b\r\n\r\n', 'b\r\n\r\n'];
    const seen = heads.map((head) => {
      reader.begin();
      assert.equal(reader.read(Buffer.from(`${head}next`, 'latin1'), 0), head.length);
      return { line: reader.line, flat: reader.flat };
    });

    assert.deepEqual(lines, ['a', 'b']);
    for (const i of [1, 3, 5]) assert.equal(seen[i]!.line, seen[i - 1]!.line);
    for (const i of [1, 2, 3]) assert.equal(seen[i]!.flat, seen[0]!.flat);
    assert.deepEqual([seen[4]!.flat, seen[5]!.flat], [[], []]);
  });

  test('is not kept when it is large', () => {
    const reader = new FieldReader({ ...limits, maxBytes: 4000, maxValueBytes: 4000 }, (line) => ({ line }));
    const head = Buffer.from(`a\r\nX: ${'x'.repeat(1100)}\r\n\r\n`, 'latin1');
    const lists = [1, 2].map(() => {
      reader.begin();
      reader.read(head, 0);
      return reader.flat;
    });

    assert.deepEqual(lists[1], lists[0]);
    assert.notEqual(lists[1], lists[0]);
  });

  test('is not taken for one that differs in a byte, or goes on', () => {
    const [, changed, longer, shorter] = reads(
      `a\r\n${fields}`,
      'a\r\nHost: a\r\nX-One: 2\r\n\r\n',
      'a\r\nHost: a\r\nX-One: 2\r\nX-Two: 2\r\n\r\n',
      'a\r\nHost: a\r\n\r\n',
    );

    assert.deepEqual(changed!.fields, ['host', 'a', 'x-one', '2']);
    assert.deepEqual(longer!.fields, ['host', 'a', 'x-one', '2', 'x-two', '2']);
    assert.deepEqual(shorter!.fields, ['host', 'a']);
  });

  test('is held against the bound of the whole block together with its own start line', () => {
    const reader = new FieldReader({ ...limits, maxBytes: fields.length + 10 }, () => {});
    const read = (line: string) => reader.read(Buffer.from(`${line}\r\n${fields}`, 'latin1'), 0);
    read('12345678');
    reader.begin();

    assert.throws(() => read('123456789'), { code: 'headers_too_large', detail: 'block' });
  });

  test('is read in pieces all the same', () => {
    const reader = new FieldReader(limits, () => {});
    for (const pieces of [
      [`a\r\n${fields}`],
      ['a\r\nHo', fields.slice(2)],
      ['a\r', `\n${fields}`],
      [`a\r\n${fields}`],
    ]) {
      reader.begin();
      const ends = pieces.map((piece) => reader.read(Buffer.from(piece, 'latin1'), 0));
      assert.equal(ends.at(-1), pieces.at(-1)!.length);
      assert.deepEqual(reader.flat, ['host', 'a', 'x-one', '1']);
    }
  });
});
