import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findAll } from '../../../../shared/validation/multipart/find-all.ts';
import { formParts } from '../../../../shared/validation/multipart/form-parts.ts';
import { SeededRandom, testSeed } from '../../../support/seeded-random.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Names and contents of the parts of a text, or what is wrong with it. */
function told(text: string, boundary = 'B'): unknown {
  const parts = formParts(encoder.encode(text), boundary);
  return 'problem' in parts
    ? parts.problem
    : parts.map(({ name, isFile, type, content }) =>
        [name, isFile ? 'file' : 'field', type?.essence ?? '-', decoder.decode(content)].join(' '),
      );
}

const field = 'Content-Disposition: form-data; name="a"';
const part = (head: string, content = 'x') => `--B\r\n${head}\r\n\r\n${content}\r\n--B--\r\n`;

describe('the parts of a form', () => {
  test('are told apart with their names, types and contents', () => {
    const text = [
      '--B',
      field,
      '',
      'one',
      '--B',
      'content-disposition: Form-Data; filename="C:\\a.png"; name=file',
      'Content-Type: Image/PNG; q=1',
      '',
      '\r\n-B\n\r\n',
      '--B--',
    ].join('\r\n');

    assert.deepEqual(told(text), ['a field - one', 'file file image/png \r\n-B\n\r\n']);
    assert.deepEqual(told(`${text}\r\n`), told(text));
  });

  test('may be none, empty, and of a boundary that looks like its own end', () => {
    assert.deepEqual(told('--B--'), []);
    assert.deepEqual(told(part(field, '')), ['a field - ']);
    assert.deepEqual(told(part(field).replaceAll('--B', '------B-'), '----B-'), ['a field - x']);
  });

  const strange = 'holds its boundary where none may be';
  const unread = 'has a part whose fields cannot be read';
  for (const [what, text, problem] of [
    ['nothing', '', 'does not begin with its boundary'],
    ['text before the first boundary', `hello\r\n${part(field)}`, 'does not begin with its boundary'],
    ['text after the last boundary', `${part(field)}hello`, strange],
    ['a second form after the first', part(field) + part(field), strange],
    ['no end', '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nx', 'ends before its last boundary'],
    ['a boundary inside a line', part(field, 'x--B'), strange],
    ['a boundary after a bare line feed', part(field, 'x\n--B\r\ny'), strange],
    ['a longer boundary', part(field, 'x\r\n--Bc\r\ny'), strange],
    ['a boundary with blanks behind it', part(field, 'x\r\n--B \r\ny'), strange],
    ['two boundaries that share a line end', '--B\r\n--B--', strange],
    ['a part without fields', '--B\r\n\r\nx\r\n--B--', unread],
    ['a part without a blank line', '--B\r\nContent-Disposition: form-data; name="a"\r\n--B--', unread],
    ['no name', part('Content-Disposition: form-data; filename="a"'), unread],
    ['two names', part(`${field}; name="b"`), unread],
    ['a name in a second form', part(`${field}; name*=UTF-8''b`), unread],
    ['a name with a backslash', part('Content-Disposition: form-data; name="a\\\\b"'), unread],
    ['a quote that one reader ends and another does not', part(`${field}; filename="x\\"; name="b"`), unread],
    ['another disposition', part('Content-Disposition: attachment; name="a"'), unread],
    ['a disposition that stands twice', part(`${field}\r\n${field}`), unread],
    ['a folded field', part(`Content-Disposition: form-data;\r\n name="a"`), unread],
    ['a control character in a field', part(`${field}\r\nX: a\rb`), unread],
    ['a type that is none', part(`${field}\r\nContent-Type: png`), unread],
    ['content that is coded', part(`${field}\r\nContent-Transfer-Encoding: base64`), unread],
    ['a long head', part(`${field}\r\nX: ${'x'.repeat(9000)}`), unread],
    ['many parts', `${`--B\r\n${field}\r\n\r\n\r\n`.repeat(1001)}--B--`, 'has more than 1000 parts'],
  ] as const) {
    test(`cannot be told apart with ${what}`, () => {
      assert.equal(told(text), problem);
    });
  }

  test('are those that were written, whatever stands in them', () => {
    const seed = testSeed();
    const random = new SeededRandom(seed);
    const pieces = ['-', '--', '\r\n', '\n', '\r', 'B', '-B', 'x', ''];
    for (let round = 0; round < 2000; round += 1) {
      const contents = Array.from({ length: random.below(4) }, () =>
        Array.from({ length: random.below(6) }, () => pieces[random.below(pieces.length)]!).join(''),
      );
      const text = `${contents.map((content) => `--B\r\n${field}\r\n\r\n${content}\r\n`).join('')}--B--`;
      const read = told(text);
      const hasBoundary = contents.some((content) => content.includes('--B') || `${content}`.startsWith('--B'));

      if (hasBoundary) assert.equal(typeof read, 'string', `seed ${seed}: ${JSON.stringify(text)}`);
      else
        assert.deepEqual(
          read,
          contents.map((content) => `a field - ${content}`),
          `seed ${seed}`,
        );
    }
  });
});

describe('a sequence of bytes', () => {
  test('is found wherever it stands, as often as is asked for', () => {
    assert.deepEqual(findAll(encoder.encode('aabaabaaab'), encoder.encode('aab'), 9), [0, 3, 7]);
    assert.deepEqual(findAll(encoder.encode('aaaa'), encoder.encode('aa'), 2), [0, 1]);
    assert.deepEqual(findAll(encoder.encode('ab'), encoder.encode('abc'), 9), []);
  });
});
