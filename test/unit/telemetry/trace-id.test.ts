import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { IdBytes } from '../../../shared/telemetry/id-bytes.ts';
import { givenTraceId, TraceIds } from '../../../shared/telemetry/trace-id.ts';

const clockAt = (seconds: number) => ({ now: () => seconds * 1000 + 999, monotonic: () => 0 });
const filled = (byte: number) => new IdBytes({ next: () => 0, bytes: (count) => new Uint8Array(count).fill(byte) });
const chance = () =>
  new IdBytes({ next: Math.random, bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) });

describe('givenTraceId', () => {
  test('takes x-trace-id before x-correlation-id before x-request-id', () => {
    const fields = { 'x-request-id': 'c', 'x-correlation-id': 'b', 'x-trace-id': 'a' };

    assert.equal(givenTraceId(HeaderList.of(fields)), 'a');
    assert.equal(givenTraceId(HeaderList.of({ ...fields, 'x-trace-id': '' })), 'b');
    assert.equal(givenTraceId(HeaderList.of({ 'x-request-id': 'c' })), 'c');
    assert.equal(givenTraceId(new HeaderList()), undefined);
  });

  for (const id of ['a', 'A-z_0.9:x', 'x'.repeat(128)]) {
    test(`takes ${id.slice(0, 12)}`, () => assert.equal(givenTraceId(HeaderList.of({ 'x-trace-id': id })), id));
  }

  for (const id of ['', 'a b', 'x'.repeat(129), 'a"b', 'a\nb', 'a,b', 'é', '<script>', 'a/b', '$(a)', 'a\n']) {
    test(`refuses ${JSON.stringify(id.slice(0, 12))}`, () => {
      assert.equal(givenTraceId(HeaderList.of({ 'x-trace-id': id })), undefined);
    });
  }
});

describe('TraceIds', () => {
  const times: readonly (readonly [seconds: number, text: string])[] = [
    [0, '111'],
    [57, '11z'],
    [58, '121'],
    [195111, 'zzz'],
    [195112, '111'],
  ];
  for (const [seconds, text] of times) {
    test(`begins a tinyflake with ${text} in second ${seconds}`, () => {
      assert.equal(new TraceIds('tinyflake', filled(0), clockAt(seconds)).next(), `${text}11111111`);
    });
  }

  test('makes tinyflakes of eleven characters of base58, all different', () => {
    const ids = new TraceIds('tinyflake', chance(), clockAt(1_700_000_000));
    const made = Array.from({ length: 2000 }, () => ids.next());

    for (const id of made) assert.match(id, /^[1-9A-HJ-NP-Za-km-z]{11}$/);
    assert.equal(new Set(made).size, made.length);
  });

  test('gives each tinyflake the second it was made in, also of those written ahead', () => {
    let now = 0;
    const ids = new TraceIds('tinyflake', filled(0), { now: () => now, monotonic: () => 0 });
    const made = [0, 999, 1000, 57_000, 0].map((at) => {
      now = at;
      return ids.next();
    });

    assert.deepEqual(
      made.map((id) => id.slice(0, 3)),
      ['111', '111', '112', '11z', '111'],
    );
  });

  test('makes UUIDs of version 4', () => {
    const ids = new TraceIds('uuid', chance(), clockAt(0));
    const made = Array.from({ length: 200 }, () => ids.next());

    assert.equal(new TraceIds('uuid', filled(0xff), clockAt(0)).next(), 'ffffffff-ffff-4fff-bfff-ffffffffffff');
    assert.equal(new TraceIds('uuid', filled(0), clockAt(0)).next(), '00000000-0000-4000-8000-000000000000');
    assert.equal(new Set(made).size, made.length);
  });
});
