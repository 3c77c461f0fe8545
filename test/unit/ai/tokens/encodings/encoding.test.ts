import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Tiktoken, type TiktokenBPE } from 'js-tiktoken/lite';
import cl100kRanks from 'js-tiktoken/ranks/cl100k_base';
import o200kRanks from 'js-tiktoken/ranks/o200k_base';
import p50kRanks from 'js-tiktoken/ranks/p50k_base';
import r50kRanks from 'js-tiktoken/ranks/r50k_base';
import { longestPiece } from '../../../../../shared/ai/tokens/encodings/encoding.ts';
import { type EncodingName, Encodings } from '../../../../../shared/ai/tokens/encodings/encodings.ts';
import { libraryRanks } from '../../../../../shared/ai/tokens/ranks/library-ranks.ts';
import { randomText } from '../../../../support/ai/random-text.ts';
import { SeededRandom, testSeed } from '../../../../support/seeded-random.ts';

const references: Readonly<Record<EncodingName, TiktokenBPE>> = {
  o200k: o200kRanks,
  cl100k: cl100kRanks,
  p50k: p50kRanks,
  r50k: r50kRanks,
};
const encodings = new Encodings(libraryRanks);
const root = join(dirname(fileURLToPath(import.meta.url)), '../../../../..');
const readable = [
  ...globSync(['docs/*.md', 'shared/http1/*.ts', 'examples/*.kdl'], { cwd: root }).toSorted().slice(0, 60),
].map((file) => readFileSync(join(root, file), 'utf8'));

const samples: readonly string[] = [
  '',
  ' ',
  '\n',
  'Hello, world!',
  'Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich.',
  'Съешь же ещё этих мягких французских булок, да выпей чаю.',
  'いろはにほへと ちりぬるを 我が世たれぞ 常ならむ',
  '天地玄黃，宇宙洪荒。日月盈昃，辰宿列張。',
  'अनुच्छेद १ सभी मनुष्यों को गौरव',
  'นกขมิ้นเหลืองอ่อน ค่ำแล้วจะนอนที่ตรงไหน',
  'كل الناس يولدون أحرارا',
  '👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 ✊🏿',
  'e\u0301\u0302\u0303 \u0301ABC \u0301abc x\u0301Y',
  'ǅǅa ʰʰA ªBC DEFªGHI',
  '  indented\n\n\n    more\t\t\n  \r\n ',
  "I'm you're WE'VE he'll SHE'D it's' 'tis don'T ''s",
  '1234567890 12,345.67 1e-9 ٣٤٥٦٧ ⅧⅧⅧⅧ',
  '!!!\n/\n//--/*\r\n/ ...   ,,,',
  '<|endoftext|><|im_start|>system<|fim_prefix|>',
  'lone \ud800 halves \udc00\ud800\ud800 of pairs',
  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
];

const hostile: readonly string[] = [
  ...[
    'a',
    ' ',
    '\n',
    ' \n',
    '!',
    '=-',
    '/',
    'A',
    'aA',
    '0',
    '漢',
    '\u0301',
    '\u0301A',
    'ªA',
    '👍',
    '\ud800',
    "'s",
    "'",
  ],
  ...['\t ', '\r\n', '\u3000', 'é', 'ab', 'the'],
];

for (const [name, ranks] of Object.entries(references) as [EncodingName, TiktokenBPE][]) {
  describe(`encoding ${name}`, () => {
    const reference = new Tiktoken(ranks);
    const same = async (text: string) => {
      const encoding = await encodings.get(name);
      const expected = reference.encode(text, [], []);

      assert.deepEqual(encoding.encode(text), expected, JSON.stringify(text.slice(0, 300)));
      assert.equal(encoding.count(text), expected.length, JSON.stringify(text.slice(0, 300)));
    };

    test('finds the tokens of the reference in texts of many languages', async () => {
      for (const sample of samples) await same(sample);
    });

    test('finds the tokens of the reference in prose and code', async () => {
      for (const text of readable) await same(text.slice(0, 6_000));
    });

    test('finds the tokens of the reference in what is made to be slow', async () => {
      for (const unit of hostile) for (const length of [3, 48, 49, 129, 260]) await same(unit.repeat(length));
    });

    test('finds the tokens of the reference in random texts', async (context) => {
      const seed = testSeed();
      context.diagnostic(`SEED=${seed}`);
      const random = new SeededRandom(seed);

      for (let round = 0; round < 600; round += 1) await same(randomText(random, 120));
    });

    test('counts a hundred thousand of whatever it is without taking long', async () => {
      const encoding = await encodings.get(name);
      for (const unit of hostile) {
        const text = unit.repeat(Math.ceil(100_000 / unit.length));
        const started = performance.now();

        encoding.count(text);

        assert.ok(performance.now() - started < 9000, `${JSON.stringify(unit)}: ${performance.now() - started} ms`);
      }
    });

    test('pauses often in a long count, and comes to the same number', async () => {
      const encoding = await encodings.get(name);
      const text = `${'some ordinary words, '.repeat(40_000)}${'x'.repeat(100_000)}`;
      let pauses = 0;

      const counting = encoding.counting(text);
      let step = counting.next();
      for (; !step.done; step = counting.next()) pauses += 1;

      assert.equal(step.value, encoding.count(text));
      assert.ok(pauses >= 8, `${pauses} pauses`);
    });
  });
}

describe('pieces without a border', () => {
  test('are counted in parts once they are longer than any word, so that memory is bounded', async () => {
    const encoding = await encodings.get('cl100k');

    assert.equal(encoding.count('a'.repeat(longestPiece * 2)), encoding.count('a'.repeat(longestPiece)) * 2);
  });

  test('are not cut within a character', async () => {
    const encoding = await encodings.get('cl100k');
    const whole = new Set(encoding.encode('!👍👍👍👍'));

    const tokens = encoding.encode(`!${'👍'.repeat(longestPiece)}`);

    assert.deepEqual(
      [...new Set(tokens)].filter((token) => !whole.has(token)),
      [],
    );
  });
});
