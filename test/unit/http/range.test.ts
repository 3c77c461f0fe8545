import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ByteRange, contentRange, parseRange, unsatisfiedRange } from '../../../shared/http/range.ts';
import { SeededRandom, testSeed } from '../../support/seeded-random.ts';

const table: readonly [value: string, length: number, expected: string][] = [
  ['bytes=0-0', 10, '0-0'],
  ['bytes=0-', 10, '0-9'],
  ['bytes=-3', 10, '7-9'],
  ['bytes=-30', 10, '0-9'],
  ['bytes=5-100', 10, '5-9'],
  ['bytes=5-99999999999999999999999999', 10, '5-9'],
  ['Bytes=1-2', 10, '1-2'],
  ['bytes= 1-2 , 5-6 ', 10, '1-2 5-6'],
  ['bytes=5-6,1-2', 10, '5-6 1-2'],
  ['bytes=,1-2,,', 10, '1-2'],
  ['bytes=1-4,3-6', 10, '1-6'],
  ['bytes=1-4,5-6', 10, '1-6'],
  ['bytes=6-7,0-1,2-5', 10, '0-7'],
  ['bytes=1-2,20-30', 10, '1-2'],
  ['bytes=10-', 10, 'unsatisfiable'],
  ['bytes=-0', 10, 'unsatisfiable'],
  ['bytes=0-', 0, 'unsatisfiable'],
  ['bytes=-5', 0, 'ignored'],
  ['bytes=2-1', 10, 'ignored'],
  ['bytes=99999999999999999999-99999999999999999998', 10, 'ignored'],
  ['bytes=1-2,3-x', 10, 'ignored'],
  ['bytes=1-2;', 10, 'ignored'],
  ['bytes=-', 10, 'ignored'],
  ['bytes=', 10, 'ignored'],
  ['bytes', 10, 'ignored'],
  ['bytes 0-1', 10, 'ignored'],
  ['lines=0-1', 10, 'ignored'],
  ['bytes=+1-2', 10, 'ignored'],
  ['bytes=0x1-2', 10, 'ignored'],
  ['bytes=1.0-2', 10, 'ignored'],
  [`bytes=${'0-0,'.repeat(40)}`, 10, 'ignored'],
];

for (const [value, length, expected] of table) {
  test(`reads '${value.slice(0, 60)}' of ${length} bytes as ${expected}`, () => {
    assert.equal(shown(parseRange(value, length)), expected);
  });
}

test('writes what is sent, and what is not there', () => {
  assert.equal(contentRange({ first: 1, last: 2 }, 10), 'bytes 1-2/10');
  assert.equal(unsatisfiedRange(10), 'bytes */10');
});

test('names every byte asked for and there, and each once', () => {
  const seed = testSeed();
  const random = new SeededRandom(seed);
  for (let round = 0; round < 3000; round += 1) {
    const length = random.below(40);
    const specs = Array.from({ length: 1 + random.below(5) }, () => randomSpec(random));
    const value = `bytes=${specs.map(({ text }) => text).join(',')}`;
    const wanted = new Set<number>();
    for (let at = 0; at < length; at += 1) if (specs.some((spec) => spec.holds(at, length))) wanted.add(at);

    const ranges = parseRange(value, length);

    const where = `seed ${seed}: ${value} of ${length}`;
    if (ranges === undefined) {
      assert.ok(length === 0, where);
      continue;
    }
    const named = ranges === 'unsatisfiable' ? [] : ranges.flatMap(bytesOf);
    assert.equal(named.length, new Set(named).size, where);
    assert.deepEqual(new Set(named), wanted, where);
    assert.equal(ranges === 'unsatisfiable', wanted.size === 0, where);
  }
});

test('never throws, and never leaves the representation', () => {
  const seed = testSeed();
  const random = new SeededRandom(seed);
  const parts = ['bytes', '=', '-', ',', '0', '9', '18446744073709551616', ' ', '\t', ';', 'x', '"'];
  for (let round = 0; round < 5000; round += 1) {
    const value = Array.from({ length: random.below(12) }, () => parts[random.below(parts.length)]).join('');
    const ranges = parseRange(random.next() < 0.7 ? `bytes=${value}` : value, 100);

    if (ranges === undefined || ranges === 'unsatisfiable') continue;
    for (const { first, last } of ranges) {
      assert.ok(first >= 0 && first <= last && last < 100, `seed ${seed}: ${value}`);
    }
  }
});

function shown(ranges: ReturnType<typeof parseRange>): string {
  if (ranges === undefined) return 'ignored';
  return ranges === 'unsatisfiable' ? ranges : ranges.map(({ first, last }) => `${first}-${last}`).join(' ');
}

function bytesOf({ first, last }: ByteRange): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

interface Spec {
  readonly text: string;
  holds(at: number, length: number): boolean;
}

function randomSpec(random: SeededRandom): Spec {
  const first = random.below(45);
  const last = first + random.below(10);
  switch (random.below(3)) {
    case 0:
      return { text: `-${first}`, holds: (at, length) => at >= length - first };
    case 1:
      return { text: `${first}-`, holds: (at) => at >= first };
    default:
      return { text: `${first}-${last}`, holds: (at) => at >= first && at <= last };
  }
}
