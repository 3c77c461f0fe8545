import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { configuration } from '../../../shared/config/config.ts';
import { convert } from '../../../shared/config/convert.ts';
import type { BlockShape } from '../../../shared/config/fields/shape.ts';
import { loadConfig } from '../../../shared/config/load.ts';
import { Problems } from '../../../shared/config/problem.ts';
import { readJson } from '../../../shared/config/source/read-json.ts';
import { plain } from '../../../shared/config/source/tree.ts';
import { randomSettings, seeded } from './random-tree.ts';

describe('convert', () => {
  test('keeps any data through KDL and back', () => {
    const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    const random = seeded(seed);
    for (let round = 0; round < 200; round++) {
      const data = randomSettings(configuration.shape as BlockShape, random);
      const json = `${JSON.stringify(data, null, 2)}\n`;

      const kdl = convert(json, 'a.json', 'kdl');
      const back = convert(kdl.text ?? '', 'a.kdl', 'json');

      assert.deepEqual(kdl.problems, [], `seed ${seed}, round ${round}`);
      assert.deepEqual(back.problems, [], `seed ${seed}, round ${round}\n${kdl.text}`);
      assert.deepEqual(sorted(dataOf(back.text ?? '')), sorted(data), `seed ${seed}, round ${round}\n${kdl.text}`);
    }
  });

  test('leaves variables and includes as they are', async () => {
    const text = 'include "a.kdl"\nsystem { admin-token "${TOKEN}" }\ninclude "b/*.kdl"';

    const { text: json } = convert(text, 'a.kdl', 'json');
    const { text: kdl } = convert(json ?? '', 'a.json', 'kdl');

    assert.deepEqual(JSON.parse(json ?? ''), { include: ['a.kdl', 'b/*.kdl'], system: { 'admin-token': '${TOKEN}' } });
    assert.equal(kdl, 'include "a.kdl" "b/*.kdl"\nsystem {\n  admin-token "${TOKEN}"\n}\n');
  });

  test('keeps the meaning of a configuration', async () => {
    const text = `
      listeners { listener "main" { address "127.0.0.1:80" } }
      routes { route "a" { match { path-prefix "/"; header "X" }; upstream "app"; websocket { enabled #true } } }
      upstreams { upstream "app" { address "h:1"; timeouts { connect-ms 5 }; load-balancing "p2c" } }`;
    const json = convert(text, 'a.kdl', 'json').text ?? '';
    const kdl = convert(json, 'a.json', 'kdl').text ?? '';

    const loaded = await Promise.all(
      [
        { name: 'a.kdl', text },
        { name: 'a.json', text: json },
        { name: 'b.kdl', text: kdl },
      ].map((entry) => loadConfig({ entry })),
    );

    assert.notEqual(loaded[0]?.config, undefined);
    assert.deepEqual(loaded[1]?.config, loaded[0]?.config);
    assert.deepEqual(loaded[2]?.config, loaded[0]?.config);
  });

  test('says what is wrong instead of writing half of it', () => {
    const { text, problems } = convert('sistem { }', 'a.kdl', 'json');

    assert.equal(text, undefined);
    assert.equal(problems.length, 1);
  });
});

/** Not by `JSON.parse`: that of Node 24 takes the name "\t" for "\\" when it has seen that name at the same place before. */
function dataOf(json: string): Readonly<Record<string, unknown>> {
  const parts = readJson(json, 'a.json', new Problems());
  return Object.assign(
    {},
    ...parts.map((part) =>
      part.kind === 'settings' ? plain(part.tree) : { include: part.patterns.map(({ value }) => value) },
    ),
  ) as Readonly<Record<string, unknown>>;
}

/** Repeated nodes may change the order of names, which means nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}
