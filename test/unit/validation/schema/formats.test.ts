import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judged } from '../../../support/validation/judged.ts';

const samples: Readonly<Record<string, readonly [good: readonly unknown[], bad: readonly unknown[]]>> = {
  'date-time': [
    ['2026-11-22T05:00:00Z', '2024-02-29t23:59:60z', '1990-12-31T15:59:60-08:00', '2026-11-22 05:00:00.25+01:00'],
    ['2026-02-29T05:00:00Z', '2026-11-22T05:00:00', '2026-11-22T24:00:00Z', '2026-11-22T05:00:60Z', '2026-11-22'],
  ],
  date: [['2024-02-29'], ['2023-02-29', '2024-13-01', '2024-00-10', '24-01-01', '2024-04-31']],
  time: [['12:00:00Z'], ['12:00:00', '25:00:00Z']],
  duration: [
    ['P1Y2M3DT4H5M6S', 'P4W', 'PT5M'],
    ['P', 'PT', '1D', 'P1S', 'P1WT1H'],
  ],
  email: [
    ['a.b+c@example.com', "o'hara@x.test", 'a@[127.0.0.1]'],
    ['a', '@x', 'a@', 'a..b@x.test', 'a b@x.test', 'a@-x', 'a@x@y z'],
  ],
  hostname: [
    ['a', 'x-1.example.com'],
    ['', '-a', 'a-', 'a..b', 'a_b', `${'a'.repeat(64)}.x`, `${'a.'.repeat(127)}aa`],
  ],
  ipv4: [['127.0.0.1'], ['127.0.0', '256.0.0.1', '01.2.3.4', '1.2.3.4.', '1.2.3.4.5']],
  ipv6: [
    ['::', '::1', '1:2:3:4:5:6:7:8', '::ffff:1.2.3.4', '1::8'],
    ['1', ':::', '1::2::3', '12345::', '1:2:3:4:5:6:7:8:9', '::1.2.3', '1:2:3:4:5:6:7::8', '1.2.3.4::'],
  ],
  uri: [
    ['https://x.test/a?b#c', 'urn:a:b'],
    ['//x', 'a b:c', 'http://x/%zz', ''],
  ],
  'uri-reference': [
    ['/a?b', '', '//x'],
    ['\\', 'a b'],
  ],
  uuid: [['00000000-0000-0000-0000-000000000000'], ['0000', '00000000000000000000000000000000']],
  'json-pointer': [
    ['', '/a~0b/0'],
    ['a', '/~2'],
  ],
  regex: [['^a+$'], ['(']],
  byte: [
    ['aGk=', ''],
    ['a', 'a===', '$$$$'],
  ],
  int32: [
    [2 ** 31 - 1, -(2 ** 31)],
    [2 ** 31, 1.5],
  ],
  int64: [[2 ** 53], [1e19, 0.5]],
  float: [[1e38], [1e39]],
};

describe('formats', () => {
  for (const [format, [good, bad]] of Object.entries(samples)) {
    test(`${format} takes what is one and nothing else`, () => {
      for (const value of good) assert.deepEqual(judged({ format }, value), [], String(value));
      for (const value of bad) assert.equal(judged({ format }, value).length, 1, String(value));
    });
  }

  test('that nobody knows say nothing, and none says anything of other kinds of values', () => {
    assert.deepEqual(judged({ format: 'colour' }, 'x'), []);
    assert.deepEqual(judged({ format: 'email' }, 7), []);
    assert.deepEqual(judged({ format: 'toString' }, 'x'), []);
  });

  test('take time in proportion to the text', () => {
    const long = ['a.', '@', '1:', '/~0', 'a'].map((piece) => piece.repeat(200_000));
    const startedAt = performance.now();
    for (const format of Object.keys(samples)) for (const text of long) judged({ format }, `${text}!`);

    assert.ok(performance.now() - startedAt < 25_000);
  });
});
