import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dialectFor } from '../../../../shared/ai/dialects/index.ts';

for (const [path, chunk] of [
  ['/v1/chat/completions', (reason: string | null) => ({ choices: [{ index: 0, delta: {}, finish_reason: reason }] })],
  ['/v1beta/models/m:generateContent', (finishReason: string | null) => ({ candidates: [{ finishReason }] })],
] as const) {
  test(`a reason without words ends no stream of ${path}`, () => {
    const reader = dialectFor(path).reader();
    const told = (reason: string | null) => {
      reader.event({ name: '', data: JSON.stringify(chunk(reason)), bytes: new Uint8Array() });
      return reader.isDone;
    };

    assert.deepEqual(['', null, 'null', 'stop'].map(told), [false, false, false, true]);
  });
}
