import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';

const module = new URL('../../../node-adapter/keep-warm.ts', import.meta.url).href;

describe('a process that is kept warm', () => {
  test('plans no collection for quiet times', () => {
    assert.match(plans(''), /Memory reducer: waiting/);

    assert.doesNotMatch(plans(`import { keepWarm } from '${module}'; keepWarm();`), /Memory reducer: waiting/);
  });
});

/** What V8 says it plans, in a process that begins so and then makes enough garbage for full collections. */
function plans(begin: string): string {
  const flags = ['--trace-memory-reducer', '--gc-memory-reducer-start-delay-ms=1', '--input-type=module'];
  const { stdout, status } = spawnSync(process.execPath, [...flags, '-e', begin + busy], { encoding: 'utf8' });
  assert.equal(status, 0);
  return stdout;
}

const busy = `
  const held = { objects: [] };
  for (let round = 0; round < 6; round++) {
    held.objects = [];
    for (let i = 0; i < 200_000; i++) held.objects.push({ i, text: 'x' + i });
    await new Promise((resolve) => setTimeout(resolve, 10));
  }`;
