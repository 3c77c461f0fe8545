import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadConfig } from '../../../shared/config/load.ts';
import { configText } from '../../liveness/config-text.ts';

async function errorsOf(filter: string): Promise<readonly string[]> {
  const text = configText({ filters: `filter "f" { ${filter} }`, route: 'filters "f"' });
  const { problems } = await loadConfig({ entry: { name: 'test.kdl', text }, runtime: 'node' });
  return problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}

describe('a filter that lets requests pass or not is refused', () => {
  const cases: readonly (readonly [filter: string, message: RegExp])[] = [
    ['type "ip-access"', /lets everybody through/],
    ['type "fault"; abort-percent 5', /does nothing/],
    ['type "fault"; delay-ms 60001', /longer than a minute/],
    ['type "request-id"; header "Host"', /cannot carry the id/],
    ['type "request-id"; header "content_length"', /cannot carry the id/],
    ['type "request-id"; header "X-Forwarded-For"', /cannot carry the id/],
    ['type "maintenance"; bypass-secret "open sesame"; bypass-header "Cookie"', /cannot carry a secret/],
    ['type "maintenance"; bypass-secret "x"', /^a secret of 1 characters is soon guessed$/],
    ['type "maintenance"; bypass-secret "seven77"', /soon guessed/],
  ];
  for (const [filter, message] of cases) {
    test(`as ${filter}`, async () => {
      const errors = await errorsOf(filter);

      assert.ok(
        errors.some((one) => message.test(one)),
        errors.join('\n') || 'it loads',
      );
    });
  }

  test('but not for a secret of eight characters', async () => {
    assert.deepEqual(await errorsOf('type "maintenance"; bypass-secret "eight888"'), []);
  });

  test('but not for names that carry ids everywhere', async () => {
    for (const name of ['X-Request-Id', 'X-Correlation-Id', 'X-Trace-Id', 'X-Amzn-Trace-Id'])
      assert.deepEqual(await errorsOf(`type "request-id"; header "${name}"`), []);
  });
});
