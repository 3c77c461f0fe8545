import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Json } from '../../../shared/config/fields/free.ts';
import { loadConfig } from '../../../shared/config/load.ts';
import { redact } from '../../../shared/config/redact.ts';
import { eachBlock } from './each-block.ts';

describe('redact', () => {
  test('shows a configuration in its own names, so that it can be loaded again', async () => {
    const text = `
      listeners { listener "main" { address "127.0.0.1:80"; request-timeout-ms 1500 } }
      routes { route "a" { matches { path "/" }; upstream "app"; retry-policy { max-attempts 2 } } }
      upstreams { upstream "app" { target "h:1" weight=2; load-balancing "maglev" { key "path" } } }
      filters { filter "f" { type "headers"; add { X-A "1" "2" } } }`;
    const first = await loadConfig({ entry: { name: 'a.kdl', text } });

    const again = await loadConfig({ entry: { name: 'dump', data: withoutLater(redact(first.config!)) } });

    assert.deepEqual(again.problems, []);
    assert.deepEqual(again.config, first.config);
  });
});

/** The dump shows the defaults of settings that this build refuses when they are written. */
function withoutLater(dump: Json): unknown {
  const later = new Set(
    eachBlock().flatMap(({ fields }) =>
      Object.entries(fields).flatMap(([key, { notes }]) => (notes.later ? [key] : [])),
    ),
  );
  return JSON.parse(JSON.stringify(dump, (key, value: unknown) => (later.has(key) ? undefined : value)));
}
