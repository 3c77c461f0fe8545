import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isSameText } from '../../../shared/http/same-text.ts';
import { hashOf, hintOf, isWhole, makeSecret } from '../../../shared/keys/key-secret.ts';
import { SeededRandom } from '../../support/seeded-random.ts';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9));

describe(`the text of a key (seed ${seed})`, () => {
  const random = new SeededRandom(seed);
  const make = (): string => makeSecret((count) => random.bytes(count));

  test('is of one form, and whole as it is made', () => {
    for (let i = 0; i < 200; i += 1) {
      const secret = make();
      assert.match(secret, /^sk-sentinel-[0-9A-Za-z]{49}$/);
      assert.ok(isWhole(secret));
    }
  });

  test('carries all 256 bits', () => {
    const least = makeSecret((count) => new Uint8Array(count));
    const most = makeSecret((count) => new Uint8Array(count).fill(255));
    const next = makeSecret((count) => new Uint8Array(count).fill(255).with(0, 254));

    assert.equal(least.slice(12, 55), '0'.repeat(43));
    assert.notEqual(most.slice(12, 55), next.slice(12, 55));
  });

  test('is told to be mistyped whenever one character is another, is missing, or two are swapped', () => {
    const secret = make();
    for (let at = 12; at < secret.length; at += 1) {
      const changed = secret.slice(0, at) + (secret[at] === 'x' ? 'y' : 'x') + secret.slice(at + 1);
      const shorter = secret.slice(0, at) + secret.slice(at + 1);
      assert.deepEqual([isWhole(changed), isWhole(shorter), isWhole(`${secret}0`)], [false, false, false]);
      const swapped = `${secret.slice(0, at - 1)}${secret[at]}${secret[at - 1]}${secret.slice(at + 1)}`;
      if (at > 12 && secret[at] !== secret[at - 1]) assert.equal(isWhole(swapped), false);
    }
  });

  test('is kept as its SHA-256, and shown by its end', () => {
    const secret = make();

    assert.match(hashOf(secret), /^[0-9a-f]{64}$/);
    assert.ok(isSameText(hashOf(secret), hashOf(secret)) && !isSameText(hashOf(secret), hashOf(make())));
    assert.ok(!isSameText(hashOf(secret), ''));
    assert.equal(hintOf(secret), secret.slice(-4));
  });
});
