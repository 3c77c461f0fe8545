import { describe, test } from 'node:test';
import { interopCases } from './cases.ts';
import type { Way } from './way.ts';

/** Makes a test of every case but those that the peer cannot take part in, each of which has its reason. */
export function runCases(name: string, wayOf: () => Way, cannot: Readonly<Record<string, string>>): void {
  const names = new Set(interopCases.map((each) => each.name));
  for (const excluded of Object.keys(cannot)) if (!names.has(excluded)) throw new Error(`no case "${excluded}"`);
  describe(name, () => {
    for (const each of interopCases) {
      if (cannot[each.name] !== undefined) continue;
      test(each.name, { timeout: 120_000 }, async () => {
        const way = wayOf();
        try {
          await each.run(way);
        } finally {
          way.tidy();
        }
      });
    }
  });
}
