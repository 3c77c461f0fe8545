import assert from 'node:assert/strict';
import { test } from 'node:test';
import { httpDate, parseHttpDate } from '../../../shared/http/http-date.ts';

const now = Date.UTC(2026, 10, 21);
const at = Date.UTC(1994, 10, 6, 8, 49, 37);

test('writes the preferred form', () => {
  assert.equal(httpDate(at), 'Sun, 06 Nov 1994 08:49:37 GMT');
});

for (const text of ['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994']) {
  test(`reads ${text}`, () => assert.equal(parseHttpDate(text, now), at));
}

test('takes two digits for a year at most 50 years ahead', () => {
  assert.equal(parseHttpDate('Sunday, 06-Nov-76 08:49:37 GMT', now), Date.UTC(2076, 10, 6, 8, 49, 37));
  assert.equal(parseHttpDate('Sunday, 06-Nov-77 08:49:37 GMT', now), Date.UTC(1977, 10, 6, 8, 49, 37));
});

const invalid = [
  '',
  '0',
  '1994-11-06T08:49:37Z',
  'Sun, 06 Nov 1994 08:49:37',
  'Sun, 06 Nov 1994 08:49:37 CET',
  'Sun, 31 Jun 1994 08:49:37 GMT',
  'Sun, 00 Nov 1994 08:49:37 GMT',
  'Sun, 06 Foo 1994 08:49:37 GMT',
  'Sun, 06 Nov 1994 24:00:00 GMT',
  'sun, 06 nov 1994 08:49:37 gmt',
  'Sun, 6 Nov 1994 08:49:37 GMT',
];
for (const text of invalid) test(`refuses '${text}'`, () => assert.equal(parseHttpDate(text, now), undefined));
