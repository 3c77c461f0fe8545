import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadConfig } from '../../../shared/config/load.ts';
import { configText, type Slots } from '../../liveness/config-text.ts';

const jwt = 'filter "who" { type "jwt"; secret "a secret of at least thirty-two characters" }';
const key = (name: string) => `filter "ann" { type "basic-auth"; users { user "a" "$2b$04$${'a'.repeat(53)}" } }
  filter "rate" { type "rate-limit"; max-rps 5; key "jwt-claim:${name}" }
  filter "places" { type "concurrency"; limit 5; key "jwt-claim:${name}" }`;

async function problems(slots: Slots): Promise<readonly string[]> {
  const entry = { name: 'test.kdl', text: configText(slots) };
  const loaded = await loadConfig({ entry, runtime: 'node' });
  return loaded.problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}

describe('what is counted by a claim', () => {
  test('comes after the filter that verifies it', async () => {
    const filters = `${jwt}\n${key('tenant')}`;

    assert.deepEqual(await problems({ filters, route: 'filters "who" "rate" "places"' }), []);
    assert.equal((await problems({ filters, route: 'filters "rate" "who" "places"' })).length, 1);
    assert.equal((await problems({ filters, route: 'filters "places" "rate"' })).length, 2);
    assert.match((await problems({ filters, route: 'filters "rate"' }))[0]!, /no filter of the route verifies/);
  });

  test('is "sub" where users are known by name alone', async () => {
    const route = 'filters "ann" "rate"';

    assert.deepEqual(await problems({ filters: key('sub'), route }), []);
    assert.equal((await problems({ filters: key('tenant'), route })).length, 1);
  });

  test('is none of the limits that come before all filters', async () => {
    const told = await problems({
      filters: jwt,
      route: 'filters "who"; policies { rate-limit { requests-per-second 5; key "jwt-claim:sub" } }',
      top: 'rate-limits { default-rps 5; key "jwt-claim:sub"; global { max-rps 5; key "jwt-claim:sub" } }',
    });

    assert.equal(told.length, 3);
    for (const message of told) assert.match(message, /before all filters/);
  });
});
