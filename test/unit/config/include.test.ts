import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatProblem } from '../../../shared/config/format-problem.ts';
import { loadConfig } from '../../../shared/config/load.ts';
import { memoryFiles } from './memory-files.ts';

const upstream = (id: string) => `upstreams { upstream "${id}" { target "h:1" } }\n`;
const route = (id: string) => `routes { route "${id}" { matches { path "/${id}" }; upstream "app" } }\n`;

async function load(files: Readonly<Record<string, string>>) {
  const { config, problems } = await loadConfig({ entry: 'main.kdl', ...memoryFiles(files) });
  return { config, problems: problems.map(formatProblem) };
}

describe('include', () => {
  test('joins the lists of all files, in the order of the text', async () => {
    const { config, problems } = await load({
      'main.kdl': `${route('a')}include "routes/*.kdl"\n${route('d')}${upstream('app')}`,
      'routes/b.kdl': route('b'),
      'routes/c.kdl': route('c'),
    });

    assert.deepEqual(problems, []);
    assert.deepEqual(
      config?.routes.map(({ id }) => id),
      ['a', 'b', 'c', 'd'],
    );
  });

  test('takes a file once when two others name it', async () => {
    const { config, problems } = await load({
      'main.kdl': `include "left.kdl" "right.kdl"\n${route('a')}`,
      'left.kdl': 'include "shared.kdl"',
      'right.kdl': 'include "shared.kdl"',
      'shared.kdl': upstream('app'),
    });

    assert.deepEqual(problems, []);
    assert.equal(config?.upstreams.length, 1);
  });

  test('refuses a file that takes itself in by way of another', async () => {
    const { config, problems } = await load({ 'main.kdl': 'include "other.kdl"', 'other.kdl': '\ninclude "main.kdl"' });

    assert.equal(config, undefined);
    assert.deepEqual(problems, ['other.kdl:2:9: include: main.kdl takes itself in: main.kdl -> other.kdl -> main.kdl']);
  });

  test('warns of a pattern that no file fits', async () => {
    const { config, problems } = await load({ 'main.kdl': 'include "none/*.kdl"' });

    assert.deepEqual(problems, ['main.kdl:1:9: warning: include: no file fits "none/*.kdl"']);
    assert.notEqual(config, undefined);
  });

  test('refuses the name of a file that is not there', async () => {
    const { config, problems } = await load({ 'main.kdl': `include "none.kdl"\n${route('a')}` });

    assert.equal(config, undefined);
    assert.deepEqual(problems, ['main.kdl:1:9: include: there is no file "none.kdl"']);
  });

  test('knows the file that it began with, however that was named', async () => {
    const files = memoryFiles({ 'main.kdl': `include "*.kdl"\n${route('a')}${upstream('app')}` });
    const { problems } = await loadConfig({
      entry: './main.kdl',
      ...files,
      read: (path, from) => files.read(path.replace('./', ''), from),
      resolve: (path) => path.replace('./', ''),
    });

    assert.deepEqual(problems.map(formatProblem), [
      './main.kdl:1:9: include: ./main.kdl takes itself in: ./main.kdl -> ./main.kdl',
    ]);
  });

  test('names both places when two files define one thing', async () => {
    const { problems } = await load({
      'main.kdl': `limits { max-header-count 5 }\n${route('a')}${upstream('app')}include "other.kdl"`,
      'other.kdl': `limits { max-header-count 6 }\n${upstream('app')}`,
    });

    assert.deepEqual(problems, [
      'other.kdl:1:1: "limits" is given twice, first in main.kdl:1; put it into one block',
      'other.kdl:2:22: upstreams.app.id: "app" is there twice, first at main.kdl:3',
    ]);
  });

  test('takes JSON files into KDL files', async () => {
    const { config, problems } = await load({
      'main.kdl': `include "app.json"\n${route('a')}`,
      'app.json': '{ "upstreams": { "app": { "targets": ["h:1"] } } }',
    });

    assert.deepEqual(problems, []);
    assert.equal(config?.upstreams[0]?.targets[0]?.address, 'h:1');
  });

  test('reports a file that cannot be read, and one of an unknown format', async () => {
    const missing = await loadConfig({ entry: 'gone.kdl', ...memoryFiles({}) });
    const odd = await load({ 'main.kdl': 'include "x.toml"', 'x.toml': '' });

    assert.equal(missing.problems[0]?.message, 'cannot be read: no such file');
    assert.deepEqual(odd.problems, [
      'x.toml:1:1: ".toml" is not a format of configurations; write .kdl, .json or .jsonc',
    ]);
  });

  test('reports the problems of all files at once', async () => {
    const { problems } = await load({ 'main.kdl': 'include "*.kdl.part"', 'a.kdl.part': '' });
    const both = await load({
      'main.kdl': 'include "b.kdl"\nlimits { max-header-count "x" }',
      'b.kdl': 'limits2 { }',
    });

    assert.equal(problems.length, 1);
    assert.equal(both.problems.length, 2);
  });
});
