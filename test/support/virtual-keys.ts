import type { KeyRecord, KeySettings } from '../../shared/keys/key-record.ts';
import { hashOf, makeSecret } from '../../shared/keys/key-secret.ts';
import { SeededRandom } from './seeded-random.ts';

/** The text of a key; always the same for the same number. */
export function secretNumber(number: number): string {
  const random = new SeededRandom(number);
  return makeSecret((count) => random.bytes(count));
}

/** A key as a store keeps it, with the secret of that number. */
export function keyRecord(
  number: number,
  settings: Partial<KeySettings> = {},
  more: Partial<KeyRecord> = {},
): KeyRecord {
  const secret = secretNumber(number);
  return {
    id: `key_${number}`,
    settings: { name: `key ${number}`, routes: [], models: [], addresses: [], budgets: [], metadata: {}, ...settings },
    secrets: [{ hash: hashOf(secret), hint: secret.slice(-4) }],
    createdAt: 0,
    version: 1,
    ...more,
  };
}
