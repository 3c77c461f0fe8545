import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { renewedMetricsPage } from '../support/metrics-page.ts';

test('the page on metrics has every metric, as the program has it', () => {
  const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');

  assert.equal(renewedMetricsPage(page), page, 'run node scripts/metrics-page.ts');
});
