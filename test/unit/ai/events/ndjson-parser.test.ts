import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../../shared/errors/fault.ts';
import { inPieces, readEvents, shown, utf8 } from '../../../support/ai/read-events.ts';

describe('lines of JSON', () => {
  test('are events at any split, with blank lines and without a last line end', () => {
    const wire = utf8('{"a":"é"}\r\n\n{"b":2}\n{"c":3}');
    const whole = readEvents('ndjson', [wire]);

    assert.deepEqual(
      whole.map(({ data }) => data),
      ['{"a":"é"}', '', '{"b":2}', '{"c":3}'],
    );
    for (const size of [1, 2, 5]) {
      assert.deepEqual(
        readEvents(
          'ndjson',
          inPieces(wire, () => size),
        ).map(shown),
        whole.map(shown),
      );
    }
  });

  test('break the stream off past their bound', () => {
    assert.throws(
      () => readEvents('ndjson', [utf8('x'.repeat(11))], 10),
      (error) => error instanceof Fault && error.code === 'upstream_bad_response',
    );
  });
});
