import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Slots } from './config-text.ts';
import { Stage, type StageOptions } from './stage.ts';

/** What is written, and what is seen of it from outside. */
export interface Row {
  /** Without the setting, or with another value of it. */
  readonly off?: Slots;
  readonly on: Slots;
  /** Looks from outside: as a client, an origin, a reader of logs. */
  readonly see: (stage: Stage) => unknown;
  /** What is seen without the setting, and what with it. */
  readonly shows: readonly [off: unknown, on: unknown];
  readonly options?: StageOptions;
}

/** Shows by one test that a setting changes what is seen from outside. */
export function alive(setting: string, promise: string, { off = {}, on, see, shows, options }: Row): void {
  test(`${setting} ${promise}`, async () => {
    const stages = [await Stage.of(off, options), await Stage.of(on, options)] as const;

    assert.notDeepEqual(shows[0], shows[1]);
    assert.deepEqual([await see(stages[0]), await see(stages[1])], shows);
  });
}
