import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatProblem } from '../../../shared/config/format-problem.ts';
import { loadConfig } from '../../../shared/config/load.ts';
import { bundledFiles } from '../../../worker/cloudflare/bundled-config.ts';

const files: Readonly<Record<string, string>> = {
  'conf/api/broken.yaml':
    'openapi: 3.1.0\npaths:\n  /a:\n    get:\n      parameters:\n        - {name: x, in: nowhere}\n',
  'conf/api/torn.json': '{\n  "openapi": "3.1.0",\n  "paths": {',
  'conf/api/good.yaml': 'openapi: 3.1.0\npaths: {}\n',
  'conf/api/list.json': '{ "type": "array", "items": { "type": "nombre" } }',
};

/** What is said of a route with this block, in the file `conf/main.kdl`. */
async function told(
  block: string,
  route = 'upstream "app"',
  read: typeof readFile | null = readFile,
): Promise<readonly string[]> {
  const text = textOf(block, route);
  const entry = { name: 'conf/main.kdl', text };
  const { problems } = await loadConfig({ entry, runtime: 'node', ...(read && { read }) });
  return problems.map((problem) => formatProblem(problem).split('\n')[0]!);
}

function textOf(block: string, route: string): string {
  return `listeners { listener "main" { address "127.0.0.1:80" } }
upstreams { upstream "app" { target "127.0.0.1:1" } }
routes { route "r" { matches { path-prefix "/" }; ${route}
api-schema { ${block} }
} }`;
}

function readFile(path: string): string {
  return files[path] ?? assert.fail(`no such file: ${path}`);
}

describe('api-schema', () => {
  test('takes files that are named beside its own', async () => {
    assert.deepEqual(await told('schema-file "api/good.yaml"'), []);
  });

  for (const [block, problem] of [
    ['schema-file "api/broken.yaml"', /^conf\/api\/broken\.yaml:6:25: .*schema-file: "in" must be/],
    ['schema-file "api/torn.json"', /^conf\/api\/torn\.json:3:13: .*too early/],
    ['request-schema-file "api/list.json"', /^conf\/api\/list\.json:1:39: .*"type" must be/],
    ['schema-file "api/none.yaml"', /^conf\/main\.kdl:4:26: .*cannot be read/],
    ['schema-content "openapi: 3.1.0\\npaths: 3"', /^conf\/main\.kdl:4:29: .*line 2 of it, column 8: "paths"/],
    ['request-schema { type "objekt" }', /^conf\/main\.kdl:4:36: .*"type" must be/],
    ['strict-mode #true', /nothing is described/],
    ['schema-file "api/good.yaml"; schema-content "x"', /there is "schema-file" too/],
    ['schema-file "api/good.yaml"; validate-requests #false', /checks nothing/],
    ['request-schema { type "object" }; validate-responses #true', /nothing says what responses must be/],
    ['request-schema { type "object" }; response-schema { type "object" }', /write|has no effect/],
    ['request-schema { type "object" }; base-path "/x"', /"base-path" has no effect/],
  ] as const) {
    test(`refuses ${block}, with its place`, async () => {
      const problems = await told(block);

      assert.equal(
        problems.some((one) => problem.test(one)),
        true,
        problems.join('\n'),
      );
    });
  }

  test('takes its file from the bundle of a Worker, under the name it was bundled by', async () => {
    const texts: Record<string, string> = { 'conf/main.kdl': textOf('schema-file "api/good.yaml"', 'upstream "app"') };
    const bundled: Record<string, string> = {};
    const read = (path: string, from: string | undefined) => {
      assert.equal(from, undefined);
      bundled[path] = texts[path] ?? readFile(path);
      return bundled[path];
    };
    await loadConfig({ entry: 'conf/main.kdl', runtime: 'workerd', read });
    const config = { entry: 'conf/main.kdl', files: bundled, globs: {} };
    const { problems } = await loadConfig({ ...bundledFiles(config), runtime: 'workerd' });

    assert.deepEqual(
      problems.filter(({ severity }) => severity === 'error'),
      [],
    );
    assert.deepEqual(Object.keys(bundled), ['conf/main.kdl', 'conf/api/good.yaml']);
  });

  test('tells of a file that cannot be read once', async () => {
    const [problem, ...others] = await told('schema-file "api/none.yaml"; request-schema-file "api/missing.json"');

    assert.match(problem!, /schema-file: conf\/api\/none\.yaml cannot be read/);
    assert.equal(others.length, 1);
    assert.match(others[0]!, /request-schema-file: conf\/api\/missing\.json cannot be read/);
  });

  test('has no place where nothing is asked of an upstream', async () => {
    assert.match((await told('schema-file "api/good.yaml"', 'builtin-handler "health"')).join(), /no place/);
  });

  test('says that there are no files where there are none', async () => {
    assert.match((await told('schema-file "api/good.yaml"', 'upstream "app"', null)).join(), /there are no files here/);
  });

  test('takes one text for a list where nothing but a list makes sense', async () => {
    assert.deepEqual(await told('request-schema { required "a"; properties { a { enum "x" } } }'), []);
  });
});
