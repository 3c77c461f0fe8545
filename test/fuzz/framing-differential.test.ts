import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { METHODS } from 'node:http';
import { test } from 'node:test';
import { mutated } from '../support/http1/mutations.ts';
import { nodeReading, ourReading, type Reading } from '../support/http1/readings.ts';
import { SeededRandom, testSeed } from '../support/seeded-random.ts';

/** More by hand: `ROUNDS=100000`. */
const rounds = Number(process.env['ROUNDS'] ?? 2000);

test('what is read out of broken requests is never more, or other, than what node:http reads', async () => {
  const seed = testSeed();
  console.log(`seed ${seed}`);
  const random = new SeededRandom(seed);
  let readByBoth = 0;
  for (let round = 0; round < rounds; round++) {
    const message = mutated(random);
    const bytes = Uint8Array.from(Buffer.from(message, 'latin1'));
    const ours = await ourReading(bytes);
    // The one thing we allow and node:http does not: methods that are not on its list.
    if (ours.some(({ method }) => !METHODS.includes(method))) continue;
    const theirs = await nodeReading(bytes);

    const text = `seed ${seed}: ${JSON.stringify({ message, ours, theirs })}`;
    assert.ok(ours.length <= theirs.length, text);
    if (ours.length > 0) readByBoth += 1;
    for (const [i, reading] of ours.entries()) assert.ok(agree(reading, theirs[i]!), text);
  }
  assert.ok(readByBoth > rounds / 10, 'most mutations are harmless, so both must have read many requests');
});

/** Either of the two may have stopped within the body, but what both saw of it is the same. */
function agree(one: Reading, other: Reading): boolean {
  if (one.method !== other.method || one.target !== other.target) return false;
  return one.body.startsWith(other.body) || other.body.startsWith(one.body);
}
