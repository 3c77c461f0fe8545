import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { configFiles } from '../../node-adapter/config-files.ts';
import { loadConfig } from '../../shared/config/load.ts';
import { expectations } from './expectations/index.ts';
import { Stage } from './stage.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Whole configurations; the other files in folders are parts of theirs. */
const files = globSync(['examples/*.{kdl,json,jsonc}', 'examples/*/sentinel.kdl'], { cwd: root }).toSorted();

/** Programs at a time: more would only wait for each other's processor. */
const concurrency = 4;

test('every example has an expectation, and every expectation an example', () => {
  assert.deepEqual(Object.keys(expectations).toSorted(), files);
});

describe('examples', { concurrency }, () => {
  for (const [file, expectation] of Object.entries(expectations)) {
    const { shows, skip = false, env = {} } = expectation;

    test(`${file} ${shows}`, { skip, timeout: 240_000 }, async () => {
      const stage = await Stage.set(file, expectation);
      try {
        const { problems } = await loadConfig({ entry: stage.path, env, runtime: 'node', ...configFiles });
        assert.deepEqual(problems, []);
        await stage.raise();
        await expectation.run(stage);
      } finally {
        await stage.strike();
      }
    });
  }
});

test('every file in a folder is taken in by the example of the folder', async () => {
  for (const entry of globSync('examples/*/sentinel.kdl', { cwd: root })) {
    const folder = entry.replace(/sentinel\.kdl$/, '');
    const read = new Set<string>();
    const files = {
      ...configFiles,
      read(path: string, from: string | undefined) {
        read.add(path.slice(path.indexOf(folder)));
        return configFiles.read(path, from);
      },
    };
    await loadConfig({ entry: `${root}${entry}`, ...files });

    assert.deepEqual([...read].toSorted(), globSync(`${folder}**/*.kdl`, { cwd: root }).toSorted());
  }
});
