import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalizeHost, portOf } from '../../../shared/http/host.ts';

const valid: readonly (readonly [given: string, expected: string])[] = [
  ['Example.COM', 'example.com'],
  ['example.com:8080', 'example.com:8080'],
  ['example.com:', 'example.com'],
  ['example.com.', 'example.com.'],
  ['a_b-c.d', 'a_b-c.d'],
  ['127.0.0.1:80', '127.0.0.1:80'],
  ['[::1]', '[::1]'],
  ['[2001:DB8:0::1]:443', '[2001:db8::1]:443'],
  ['[::1]:', '[::1]'],
  ['xn--mnchen-3ya.de', 'xn--mnchen-3ya.de'],
  ['localhost', 'localhost'],
];
for (const [given, expected] of valid) {
  test(`takes ${given}`, () => assert.equal(normalizeHost(given), expected));
}

const invalid = [
  '',
  '.',
  ':80',
  'a..b',
  '.a',
  'a:b',
  'a:80:80',
  'a:65536',
  'a:123456',
  'a:-1',
  'a b',
  'a/b',
  'a?b',
  'a#b',
  'user@a',
  'a\\b',
  'a,b',
  'a%41',
  'ä',
  '::1',
  '[::1',
  '[::1]x',
  '[fe80::1%25eth0]',
  '[1.2.3.4]',
  '[v1.a]',
  '[]',
  'a\u0000',
  'a\n',
  `${'a'.repeat(300)}`,
  "a'b",
  'a"b',
  'a<b',
];
for (const given of invalid) {
  test(`refuses '${given.slice(0, 20)}'`, () => assert.equal(normalizeHost(given), undefined));
}

test('tells the port', () => {
  assert.deepEqual(portOf('a.b:80'), 80);
  assert.deepEqual(portOf('a.b'), undefined);
  assert.deepEqual(portOf('[::1]:80'), 80);
  assert.deepEqual(portOf('[::1]'), undefined);
});
