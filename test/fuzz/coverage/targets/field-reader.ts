import assert from 'node:assert/strict';
import { Fault } from '../../../../shared/errors/fault.ts';
import { FieldReader } from '../../../../shared/http1/fields.ts';
import { requestMaterial } from '../../http-material.ts';
import { bytesOf, cut } from '../cut.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

const limits = { maxBytes: 200, maxStartLineBytes: 40, maxCount: 5, maxNameBytes: 20, maxValueBytes: 60 };

/** Header blocks within small limits: the same however they are cut, and refused before more than the limit is held. */
export const fieldReader: FuzzTarget = {
  name: 'field-reader',
  material: {
    seeds: [
      'GET / HTTP/1.1\r\nHost: a\r\n\r\nrest',
      '\r\nx\r\nA:b\r\nSome-Name: \t some value \xff\t\r\nC:\r\n\r\n',
      `x\r\nA: ${'v'.repeat(60)}\r\n${'n'.repeat(20)}: 1\r\n`,
    ],
    tokens: [...requestMaterial.tokens, 'x'.repeat(40), 'A: b\r\n'],
  },
  run(input, random) {
    const bytes = bytesOf(input);
    const whole = read([bytes]);

    assert.deepEqual(read(cut(bytes, random)), whole);
    if (whole.end === 'open') assert.ok(input.length <= limits.maxBytes, `${input.length} bytes are held`);
    for (const text of whole.flat) assert.match(text, /^[\t\x20-\x7e\x80-\xff]*$/);
  },
};

interface Block {
  line: string;
  flat: readonly string[];
  end: number | string;
}

function read(pieces: readonly Uint8Array[]): Block {
  const block: Block = { line: '', flat: [], end: 'open' };
  const reader = new FieldReader(limits, (line) => {
    block.line = line;
  });
  let before = 0;
  try {
    for (const piece of pieces) {
      const end = reader.read(piece, 0);
      if (end !== -1) return { ...block, flat: reader.flat, end: before + end };
      before += piece.length;
    }
  } catch (error) {
    assert.ok(error instanceof Fault);
    return { ...block, end: `${error.code} ${error.detail}` };
  }
  return block;
}
