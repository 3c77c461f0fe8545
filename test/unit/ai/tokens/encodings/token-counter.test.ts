import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type EncodingName, Encodings, encodingRows } from '../../../../../shared/ai/tokens/encodings/encodings.ts';
import { TokenCounter } from '../../../../../shared/ai/tokens/encodings/token-counter.ts';
import { libraryRanks } from '../../../../../shared/ai/tokens/ranks/library-ranks.ts';
import { randomText } from '../../../../support/ai/random-text.ts';
import { SeededRandom, testSeed } from '../../../../support/seeded-random.ts';

const encodings = new Encodings(libraryRanks);

for (const name of Object.keys(encodingRows) as EncodingName[]) {
  describe(`the counter of streams, ${name}`, () => {
    test('comes to the number of the whole text, wherever it was cut', async (context) => {
      const seed = testSeed();
      context.diagnostic(`SEED=${seed}`);
      const random = new SeededRandom(seed);
      const encoding = await encodings.get(name);

      for (let round = 0; round < 300; round += 1) {
        const text = randomText(random, 1_500);
        const counter = new TokenCounter(encoding);
        for (const piece of cut(text, random)) counter.add(piece);

        assert.equal(counter.total(), encoding.count(text), JSON.stringify(text));
      }
    });

    test('holds words back that later pieces change', async () => {
      const encoding = await encodings.get(name);
      for (const text of ["don't", 'ªABCdef', 'a \n \n b', '\u0301ABCd', "x'VE", '12345', '!\n/\n/', 'a    b']) {
        for (const before of ['', 'word '.repeat(60), 'x'.repeat(300)]) {
          const counter = new TokenCounter(encoding);
          for (const character of before + text) counter.add(character);

          assert.equal(counter.total(), encoding.count(before + text), JSON.stringify(text));
        }
      }
    });
  });
}

describe('the counter of streams', () => {
  test('looks at a text a few times in all, however small its pieces and long its words', async () => {
    const encoding = await encodings.get('o200k');
    let looked = 0;
    const watched = Object.create(encoding, {
      split: {
        value: (text: string, from: number) => {
          const end = encoding.split(text, from);
          looked += end - from;
          return end;
        },
      },
      countPiece: { value: () => 0 },
    });
    const counter = new TokenCounter(watched);

    for (let count = 0; count < 200_000; count += 1) counter.add('x');

    assert.ok(looked < 200_000 * 3, `looked at ${looked} characters`);
  });

  test('tells what it has so far, and goes on', async () => {
    const counter = new TokenCounter(await encodings.get('cl100k'));

    counter.add('Hello');
    const first = counter.total();
    counter.add(', world');

    assert.deepEqual([first, counter.total()], [1, 3]);
  });
});

function cut(text: string, random: SeededRandom): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < text.length; ) {
    const to = from + 1 + random.below(random.next() < 0.1 ? 400 : 8);
    pieces.push(text.slice(from, to));
    from = to;
  }
  return pieces;
}
