import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../../shared/errors/fault.ts';
import { inPieces, readEvents, shown, utf8 } from '../../../support/ai/read-events.ts';

const read = (text: string) => readEvents('json-array', [utf8(text)]).map(({ data }) => data);

describe('a list that is sent element by element', () => {
  test('has an event for each object, whatever stands inside', () => {
    assert.deepEqual(read('[{"a":["]}\\"",{}]}\n,\r\n{"b":1}\n]\n'), ['{"a":["]}\\"",{}]}', '{"b":1}', '']);
  });

  test('may be a single object', () => {
    assert.deepEqual(read('{"error":{"code":503}}'), ['{"error":{"code":503}}']);
  });

  test('loses no byte, at any split', () => {
    const wire = utf8(' [{"a":"é\\\\"} , {"b":[1,[2]]},\n{"c":"half');
    const whole = readEvents('json-array', [wire]).map(shown);

    assert.equal(whole.map(([, , bytes]) => bytes).join(''), Buffer.from(wire).toString('latin1'));
    for (const size of [1, 2, 5]) {
      assert.deepEqual(
        readEvents(
          'json-array',
          inPieces(wire, () => size),
        ).map(shown),
        whole,
      );
    }
  });

  test('breaks off past the bound of an element', () => {
    assert.throws(
      () => readEvents('json-array', [utf8(`[{"a":"${'x'.repeat(20)}"}]`)], 20),
      (error) => error instanceof Fault && error.code === 'upstream_bad_response',
    );
  });

  test('takes what is no JSON without failing', () => {
    assert.deepEqual(read(']]}}{"a":1}'), ['{"a":1}']);
  });
});
