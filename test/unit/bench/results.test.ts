import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { resultsWith } from '../../bench/results.ts';

const results = `# Results

Measured at some time.

## GET

| old |

### workerd

By hand.

## Limits

| kept |
`;

describe('the results of the benchmark', () => {
  test('keep the sections that were not measured, and what was written by hand in those that were', () => {
    const text = resultsWith(results, [{ title: 'GET', text: '| new |' }]);

    assert.equal(text, results.replace('| old |', '| new |'));
  });

  test('take the place of a part that was measured too', () => {
    const text = resultsWith(results, [{ title: 'GET', text: '| new |\n\n### workerd\n\nMeasured.' }]);

    assert.equal(text, results.replace('| old |', '| new |').replace('By hand.', 'Measured.'));
  });

  test('get new sections at the end', () => {
    const text = resultsWith(results, [{ title: 'Streams', text: '| more |' }]);

    assert.equal(text, `${results}\n## Streams\n\n| more |\n`);
  });
});
