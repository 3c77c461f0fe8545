import assert from 'node:assert/strict';
import { test } from 'node:test';
import { preferredCoding } from '../../../shared/http/accept-encoding.ts';

const offers = ['br', 'zstd', 'gzip'] as const;

const table: readonly [value: string | undefined, expected: string | undefined][] = [
  [undefined, undefined],
  ['', undefined],
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['GZIP', 'gzip'],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip;q=1, br;q=0.5', 'gzip'],
  ['gzip; q=0.9 , zstd;q=0.8', 'gzip'],
  ['*', 'br'],
  ['br;q=0, *', 'zstd'],
  ['*;q=0', undefined],
  ['gzip;q=0', undefined],
  ['identity', undefined],
  ['identity, gzip;q=0.5', undefined],
  ['identity;q=0.5, gzip;q=1', 'gzip'],
  ['identity, gzip', 'gzip'],
  ['identity;q=0', undefined],
  ['deflate', undefined],
  ['gzip;q=2', undefined],
  ['gzip;q=x', undefined],
  ['gzip;level=9', undefined],
  ['gzip, gzip;q=0', undefined],
  ['brotli', undefined],
];

for (const [value, expected] of table) {
  test(`'${value}' gets ${expected ?? 'plain content'}`, () => assert.equal(preferredCoding(value, offers), expected));
}

test('without offers content stays plain', () => assert.equal(preferredCoding('*', []), undefined));
