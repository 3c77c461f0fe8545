import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { durableLedger } from '../../../../shared/config/compile/durable-ledger.ts';
import type { Config } from '../../../../shared/config/config.ts';
import { loadConfig } from '../../../../shared/config/load.ts';
import type { LedgerBlock } from '../../../../shared/ledger/ledger-block.ts';

const inMemory: LedgerBlock = { backend: 'local', maxKeys: 5 };
const stateFile = (directory: string, name: string) => `${directory}/${name}`;

describe('what a restart must not forget', () => {
  test('is counted in a file where there are files', () => {
    const settings = durableLedger(withLedger(inMemory), { runtime: 'node', stateFile });

    assert.equal(settings?.backend, 'sqlite');
    assert.equal(settings.backend === 'sqlite' && settings.file, 'kept/budgets.db');
    assert.equal(settings.backend === 'sqlite' && settings.guard.failureMode, 'closed');
  });

  test('is counted in Durable Objects on Workers', () => {
    const settings = durableLedger(withLedger(inMemory), { runtime: 'workerd', stateFile: undefined });

    assert.equal(settings?.backend === 'durable-object' && settings.binding, 'SENTINEL_LEDGER');
  });

  test('is counted where everything is, if that is not in memory', () => {
    const redis = { backend: 'sqlite', file: 'x', timeoutMs: 1, failureMode: 'closed', localShare: 1 } as const;

    assert.equal(durableLedger(withLedger(redis), { runtime: 'node', stateFile }), undefined);
  });

  test('is counted where everything is, where nothing can be kept', () => {
    assert.equal(durableLedger(withLedger(inMemory), { runtime: 'deno', stateFile: undefined }), undefined);
  });
});

describe('a budget inside another application', () => {
  const problems = async (budget: string) => {
    const text = `
      routes { route "ai" { matches { path-prefix "/" }; upstream "app"; inference { budget { limit 5; ${budget} } } } }
      upstreams { upstream "app" { target "h:1" } }`;
    const options = { entry: { name: 'sentinel.kdl', text }, runtime: 'deno', hostListens: true } as const;
    return (await loadConfig(options)).problems.map(({ message }) => message);
  };

  test('is refused while it would be forgotten without a word', async () => {
    assert.deepEqual(await problems(''), [
      'a restart would forget what was used: the host gives no directory to keep it in',
    ]);
  });

  test('may be in memory if it says so, or in a ledger that outlives it', async () => {
    assert.deepEqual(await problems('ledger "local"'), []);
    assert.deepEqual(await problems('ledger "upstash" { url "https://r.test"; token "t" }'), []);
  });
});

function withLedger(ledger: LedgerBlock): Pick<Config, 'ledger' | 'system'> {
  return { ledger, system: { stateDirectory: 'kept' } } as Pick<Config, 'ledger' | 'system'>;
}
