import assert from 'node:assert/strict';
import { test } from 'node:test';
import { originRule } from '../../../shared/filters/origin-rule.ts';
import { SeededRandom } from '../../support/seeded-random.ts';

const listed = ['https://app.example.com', 'https://*.team.example', 'http://localhost:*', 'https://[::1]:8443'];
const isListed = originRule(listed);

for (const [origin, expected] of [
  ['https://app.example.com', true],
  ['HTTPS://App.Example.com', true],
  ['https://app.example.com:443', true],
  ['https://app.example.com:444', false],
  ['http://app.example.com', false],
  ['https://app.example.com.evil.test', false],
  ['https://evil-app.example.com', false],
  ['https://a.team.example', true],
  ['https://a.b.team.example', true],
  ['https://team.example', false],
  ['https://.team.example', false],
  ['https://eviltteam.example', false],
  ['https://evil.test/.team.example', false],
  ['https://evil.test#.team.example', false],
  ['https://user@a.team.example', false],
  ['https://a.team.example:8443', false],
  ['http://localhost', true],
  ['http://localhost:5173', true],
  ['http://localhost:5173.evil.test', false],
  ['http://localhost.evil.test:80', false],
  ['https://[::1]:8443', true],
  ['null', false],
  ['', false],
  ['*', false],
] as const) {
  test(`${expected ? 'knows' : 'does not know'} ${origin || 'nothing'}`, () => {
    assert.equal(isListed(origin), expected);
  });
}

test('knows null only where it is listed', () => {
  assert.equal(originRule(['null'])('null'), true);
});

test('never knows an origin whose host is neither listed nor below a listed name', () => {
  const seed = Date.now() % 1_000_000;
  const random = new SeededRandom(seed);
  const pieces = [
    'https://',
    'http://',
    'a',
    '.',
    'team.example',
    'app.example.com',
    ':',
    '443',
    '/',
    '@',
    '#',
    '*',
    '?',
    '%2e',
  ];
  for (let i = 0; i < 20_000; i += 1) {
    let origin = '';
    for (let left = 1 + Math.floor(random.next() * 6); left > 0; left -= 1) {
      origin += pieces[Math.floor(random.next() * pieces.length)]!;
    }
    if (!isListed(origin)) continue;
    const { protocol, hostname, username, pathname, search, hash } = new URL(origin);

    assert.ok(hostname === 'app.example.com' || hostname.endsWith('.team.example'), `${origin} (seed ${seed})`);
    assert.deepEqual(
      [protocol, username, pathname, search, hash],
      ['https:', '', '/', '', ''],
      `${origin} (seed ${seed})`,
    );
  }
});

test('takes no longer for a long origin than its length asks for', () => {
  const origin = `https://${'a.'.repeat(100_000)}team.example`;
  const startedAt = performance.now();

  assert.equal(isListed(origin), true);
  assert.equal(isListed(`${origin}!`), false);
  assert.ok(performance.now() - startedAt < 5000);
});
