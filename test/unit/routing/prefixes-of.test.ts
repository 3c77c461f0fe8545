import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileConditions } from '../../../shared/routing/conditions.ts';
import { prefixesOf } from '../../../shared/routing/prefixes-of.ts';

test('the prefixes of a route come in their normal form, the longest first', () => {
  const { conditions } = compileConditions({ path: ['/x'], 'path-prefix': ['/a', '/%7eb/c', '/ab'] });

  assert.deepEqual(prefixesOf(conditions), ['/~b/c', '/ab', '/a']);
});
