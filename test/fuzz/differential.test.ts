import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { SeededRandom, testSeed } from '../support/seeded-random.ts';
import { compared } from './differential/compared.ts';
import { type Disagreement, disagreements } from './differential/disagreements.ts';
import { strictnessPage } from './differential/strictness-page.ts';
import { requestMaterial, responseMaterial } from './http-material.ts';
import { mutated } from './message-mutations.ts';

const seed = testSeed();
/** Messages of each side; more by hand: `ROUNDS=1000000`. */
const rounds = Number(process.env['ROUNDS'] ?? 20_000) / 2;
const page = new URL('../../docs/strictness.md', import.meta.url);

describe(`mutated messages, read by us and by the parser of node:http (SEED=${seed})`, () => {
  for (const [side, material] of [
    ['request', requestMaterial],
    ['response', responseMaterial],
  ] as const) {
    test(`${side}s are never more, or other, than what both read, and each reason to refuse is explained`, (t) => {
      const random = new SeededRandom(seed);
      const counts = new Map<string, number>();
      for (let round = 0; round < rounds; round += 1) {
        const message = mutated(material, random);
        const method = random.below(4) === 0 ? 'HEAD' : 'GET';
        const reason = reasonFor(side, message, method);
        counts.set(reason, (counts.get(reason) ?? 0) + 1);
      }
      t.diagnostic([...counts].map(([reason, count]) => `${reason}: ${count}`).join(', '));
      assert.ok((counts.get('agreement') ?? 0) > rounds / 2, 'most readings must agree, or little was compared');
    });
  }
});

/** The reason of a disagreement, or `agreement`. Fails when we are the laxer one or the reason is not listed. */
function reasonFor(side: Disagreement['side'], message: string, method: string): string {
  const comparison = compared(side, Buffer.from(message, 'latin1'), method);
  const text = `SEED=${seed} ${side} to ${method}: ${JSON.stringify(message)}`;
  if (comparison.kind === 'looser') assert.fail(`${comparison.what}: ${text}`);
  if (comparison.kind === 'agreement') return 'agreement';
  const { reason } = comparison;
  assert.ok(listed.has(`${side} ${reason}`), `${reason} is not listed: ${text}`);
  return reason;
}

const listed = new Set(disagreements.map(({ side, reason }) => `${side} ${reason}`));

describe('the list of what is refused', () => {
  for (const { side, reason, example } of disagreements) {
    test(`shows ${side} ${reason} on its example`, () => {
      assert.deepEqual(compared(side, Buffer.from(example, 'latin1')), { kind: 'stricter', reason });
    });
  }

  test('is what docs/strictness.md says', async () => {
    const text = strictnessPage(disagreements);
    if (process.env['SENTINEL_WRITE'] !== undefined) await writeFile(page, text);

    assert.equal(await readFile(page, 'utf8'), text);
  });
});
