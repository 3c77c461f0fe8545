import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadConfig } from '../../shared/config/load.ts';
import { memoryFiles } from '../unit/config/memory-files.ts';
import { alive } from './alive.ts';
import { configText } from './config-text.ts';

describe('the whole', () => {
  test('the root.schema-version says whether this build reads the language', async () => {
    const told = await Promise.all(
      ['1.0', '1.7', '0.9'].map(async (version) => {
        const entry = { name: 'a.kdl', text: configText({ top: `schema-version "${version}"` }) };
        const { problems } = await loadConfig({ entry });
        return problems.map(({ severity, path }) => `${severity} ${path}`).join();
      }),
    );

    assert.deepEqual(told, ['', 'warning schema-version', 'error schema-version']);
  });

  alive('the root.include', 'takes in what stands in other files', {
    off: { matches: 'path "/a"' },
    on: { matches: 'path "/a"', top: 'include "more/*.kdl"' },
    options: memoryFiles({
      'more/b.kdl': 'routes { route "b" { matches { path "/b" }; builtin-handler "health" } }',
    }),
    see: async (stage) => (await stage.ask({ target: '/b' })).status,
    shows: [404, 200],
  });
});
