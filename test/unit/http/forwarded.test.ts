import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forwardedElement, parseForwarded } from '../../../shared/http/forwarded.ts';

test('reads hops with quoted values, spaces and unknown parameters', () => {
  const elements = parseForwarded('For="[2001:db8::1]:80" ; by=_x;proto=https , for=1.2.3.4;host="a, b;c\\"d"');

  assert.deepEqual(elements, [
    { for: '[2001:db8::1]:80', proto: 'https', host: undefined },
    { for: '1.2.3.4', proto: undefined, host: 'a, b;c"d' },
  ]);
});

test('passes over empty elements', () => {
  assert.deepEqual(parseForwarded(', for=a ,,;'), [{ for: 'a', proto: undefined, host: undefined }]);
  assert.deepEqual(parseForwarded(''), []);
});

for (const value of ['for', 'for=a b', 'for="a', 'for=a;for=b', 'for=a:1', '=a', 'for=a;;"', 'for=a"b"', 'for =a']) {
  test(`refuses ${value}`, () => assert.equal(parseForwarded(value), undefined));
}

test('writes IPv6 addresses and ports in quotes', () => {
  assert.equal(forwardedElement('2001:db8::1', 'http', 'a:80'), 'for="[2001:db8::1]";host="a:80";proto=http');
  assert.equal(forwardedElement('1.2.3.4', 'https', 'a'), 'for=1.2.3.4;host=a;proto=https');
});

test('writes what it does not know as unknown, or not at all', () => {
  assert.equal(forwardedElement('', 'http', ''), 'for=unknown;proto=http');
});

test('reads what it writes', () => {
  const elements = parseForwarded(forwardedElement('2001:db8::1', 'https', '[::1]:80'));

  assert.deepEqual(elements, [{ for: '[2001:db8::1]', proto: 'https', host: '[::1]:80' }]);
});

test('takes long hostile values in no time', () => {
  assert.equal(parseForwarded(`for="${'\\'.repeat(60_000)}`), undefined);
  assert.equal(parseForwarded(`${' '.repeat(60_000)}!`), undefined);
});
