import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviceOn } from '../../../shared/config/lint/advice-on.ts';
import { loadConfig } from '../../../shared/config/load.ts';

async function advised(more: string): Promise<readonly string[]> {
  const text = `
    system { }
    listeners { listener "main" { address "127.0.0.1:8080" } }
    upstreams { upstream "app" { target "h:1" } }
    routes { route "a" { matches { path-prefix "/" }; upstream "app"; filters "f" } }
    ${more}`;
  const { config, problems } = await loadConfig({ entry: { name: 'sentinel.kdl', text }, runtime: 'node' });
  assert.ok(config, JSON.stringify(problems));
  return adviceOn(config).map(({ path }) => path);
}

const filter = (more = '') => `filters { filter "f" { type "rate-limit"; max-rps 5; ${more} } }`;

test('advice warns that a shared store which refuses while it is away turns its outage into 503', async () => {
  const closed = await advised(`ledger "redis"\n${filter('ledger "redis"')}`);
  assert.deepEqual(
    closed.filter((path) => path.endsWith('failure-mode')),
    ['ledger.failure-mode', 'filters.f.ledger.failure-mode'],
  );
});

for (const store of ['', 'ledger "redis" { failure-mode "local" }', 'ledger "sqlite" { file "limits.db" }']) {
  test(`advice has nothing to say of the failure of ${store || 'the memory'}`, async () => {
    const paths = await advised(`${store}\n${filter('ledger "redis"; failure-mode "open"')}`);

    assert.ok(!paths.some((path) => path.endsWith('failure-mode')));
  });
}

for (const [order, expected] of [
  ['"f" "c"', true],
  ['"c" "f"', false],
] as const) {
  test(`advice ${expected ? 'warns of' : 'is content with'} the filters ${order}, where "f" asks who it is`, async () => {
    const jwt = 'filter "f" { type "jwt"; secret "a secret of at least thirty-two characters" }';
    const paths = await advised(`filters { ${jwt}; filter "c" { type "cors" } }
      routes { route "b" { matches { path-prefix "/b" }; upstream "app"; filters ${order} } }`);

    assert.equal(paths.includes('routes.b.filters'), expected);
  });
}
