import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { finders } from '../../../../shared/ai/guardrails/finders/index.ts';
import { patternFinder } from '../../../../shared/ai/guardrails/finders/pattern.ts';
import { wordFinder } from '../../../../shared/ai/guardrails/finders/words.ts';
import { maxHold } from '../../../../shared/ai/guardrails/scan/finder.ts';
import { JsonChannel } from '../../../../shared/ai/guardrails/text/json-channel.ts';
import { hashed, masked, redacted } from '../../../../shared/ai/guardrails/text/replacement.ts';
import { type Channel, type OnFind, TextChannel } from '../../../../shared/ai/guardrails/text/text-channel.ts';
import { SeededRandom, testSeed } from '../../../support/seeded-random.ts';

const all = [
  ...finders,
  patternFinder({ category: 'order', pattern: '\\bORD-\\d{4,12}\\b', maxLength: 64 }),
  patternFinder({ category: 'note', pattern: '<secret>.*</secret>', maxLength: 256 }),
  wordFinder('project', ['Blue Falcon', 'falcon']),
];

const snippets = [
  'alice@example.com', 'bob@mail.example.co.uk', '+49 30 1234567', '(415) 555-2671', '123-45-6789', '4111 1111 1111 1111',
  '4111111111111111', 'DE89 3704 0044 0532 0130 00', '203.0.113.7', '2001:db8::8a2e:370:7334', 'AKIAIOSFODNN7EXAMPLE',
  `sk-proj-${'aB3'.repeat(12)}`, `eyJ${'hbGciOi1'.repeat(40)}.${'x9'.repeat(600)}`, 'api_key = "k2J8sQ9xLm4"', 'ORD-12345',
  '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----', '<secret>a</secret>', 'Blue  falcon',
  'Blue Falcon', 'falcons', ' ', '\n', '.', '"', '\\', '{', '}', ',', ':', '1', '12', 'a', '@', '-----BEGIN ', 'eyJ', 'ü', '漢字', '😀',
  'the quick brown fox', 'password: ', 'password=abc12345', '+', '(', '00', '::', 'https://example.com/a?b=c#d',
  '\u200b', '\u200d\u00ad', 'al\u200bice@exam\u2060ple.com', '4111\u200b1111\ufeff1111 1111', `eyJ${'hb\u200b'.repeat(90)}.x9`,
] as const; // biome-ignore format: a list of short things

function randomText(random: SeededRandom): string {
  let text = '';
  const count = 1 + Math.floor(random.next() * 14);
  for (let i = 0; i < count; i += 1) {
    text += snippets[Math.floor(random.next() * snippets.length)];
    if (random.next() < 0.6) text += ' ';
  }
  return text;
}

/** Sends a text through in pieces of random length. */
function inPieces(channel: Channel, text: string, random: SeededRandom): string {
  const most = random.next() < 0.3 ? 1 : 1 + Math.floor(random.next() * 40);
  let out = '';
  for (let at = 0; at < text.length; ) {
    const length = 1 + Math.floor(random.next() * most);
    out += channel.push(text.slice(at, at + length));
    at += length;
  }
  return out + channel.end();
}

function whole(channel: Channel, text: string): string {
  return channel.push(text) + channel.end();
}

const seed = testSeed();

describe('a text that is changed as it comes', () => {
  test('is the same for any split', () => {
    const random = new SeededRandom(seed);
    for (let round = 0; round < 1000; round += 1) {
      const text = randomText(random);
      const expected = whole(new TextChannel(all, redacted), text);

      assert.equal(inPieces(new TextChannel(all, redacted), text, random), expected, `seed ${seed}, round ${round}`);
    }
  });

  test('shows nothing of a find before it is known to be none', () => {
    const channel = new TextChannel(all, redacted);
    const out = [...'mail alice@example.com'].map((sign) => channel.push(sign)).join('');

    assert.equal(out, 'mail ');
    assert.equal(channel.end(), '[REDACTED_EMAIL]');
  });

  test('holds back a bounded part and delivers prose word by word', () => {
    const channel = new TextChannel(all, redacted);
    let behind = 0;
    let sent = 0;
    const text = 'x'.repeat(5000) + ' some words of prose and then more of them '.repeat(50) + '1 '.repeat(2000);
    for (const sign of text) {
      sent += 1 - channel.push(sign).length;
      behind = Math.max(behind, sent);
    }

    assert.ok(behind <= maxHold, `${behind} characters held`);
    const prose = new TextChannel(all, redacted);
    assert.equal(prose.push('some words of pro'), 'some words of ');
  });
});

describe('a text that is JSON itself', () => {
  test('stays JSON, and is the same for any split', () => {
    const random = new SeededRandom(seed);
    for (let round = 0; round < 1000; round += 1) {
      const value = {
        [randomText(random)]: [randomText(random), 4111111111111111, -4111111111111111, 1.5, null],
        t: randomText(random),
      };
      const source = randomEscapes(JSON.stringify(value, null, round % 3), random);
      const expected = whole(new JsonChannel(all, redacted), source);

      assert.doesNotThrow(() => JSON.parse(expected), `seed ${seed}, round ${round}: ${source} -> ${expected}`);
      assert.equal(inPieces(new JsonChannel(all, redacted), source, random), expected, `seed ${seed}, round ${round}`);
    }
  });

  test('is read as it is meant, and bare numbers become 0', () => {
    const source = '{"to":"\\nalice\\u0040example.com","card":4111111111111111,"n":12}';

    assert.equal(whole(new JsonChannel(finders, redacted), source), '{"to":"\\n[REDACTED_EMAIL]","card":0,"n":12}');
  });

  test('that is none after all goes on as it is', () => {
    assert.equal(whole(new JsonChannel(finders, redacted), '{"a":"\\u00'), '{"a":"\\u00');
  });
});

/** Writes some characters of strings as escapes, as some models do. What follows a backslash is left alone. */
function randomEscapes(source: string, random: SeededRandom): string {
  return source.replace(/\\.|[a-z@]/g, (sign) => {
    if (sign.length > 1 || random.next() > 0.05) return sign;
    return sign === 'n' || sign === 'u' || sign === 'l'
      ? sign
      : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

describe('what is put in the place of a find', () => {
  const put = (replacement: OnFind, text: string) => whole(new TextChannel(finders, replacement), text);

  test('leaves the last four when it masks numbers, and nothing of keys', () => {
    assert.equal(put(masked, '4111 1111 1111 1111'), '**** **** **** 1111');
    assert.equal(put(masked, 'alice@example.com'), 'a***@e***');
    assert.equal(put(masked, 'AKIAIOSFODNN7EXAMPLE'), '*'.repeat(20));
  });

  test('is the same for the same text and key when it hashes', () => {
    const [one, other] = [hashed(new Uint8Array([1])), hashed(new Uint8Array([2]))];
    const text = put(one, 'a@example.com b@example.com a@example.com');

    const marks = text.split(' ');
    assert.match(marks[0]!, /^\[EMAIL:[0-9a-f]{16}\]$/);
    assert.equal(marks[0], marks[2]);
    assert.notEqual(marks[0], marks[1]);
    assert.notEqual(put(other, 'a@example.com'), marks[0]);
  });
});
