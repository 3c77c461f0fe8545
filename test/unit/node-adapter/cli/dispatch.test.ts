import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { Terminal } from '../../../../node-adapter/cli/command.ts';
import { dispatch } from '../../../../node-adapter/cli/dispatch.ts';
import { commands } from '../../../../node-adapter/cli/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'sentinel-cli-'));
after(() => rmSync(folder, { recursive: true }));

const good = `listeners { listener "main" { address "127.0.0.1:8080" } }
upstreams { upstream "app" { target "127.0.0.1:3000"; target "127.0.0.1:3001" } }
routes {
  route "api" { matches { path-prefix "/api"; method "GET" "POST" }; upstream "app" }
  route "all" { matches { path-prefix "/" }; upstream "app" }
}
`;

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function sentinel(...line: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const terminal: Terminal = {
    out(text) {
      out += `${text}\n`;
    },
    err(text) {
      err += `${text}\n`;
    },
    paint: (_, text) => text,
  };
  return { code: await dispatch(line, commands, terminal), out, err };
}

describe('sentinel', () => {
  test('lists its commands with --help', async () => {
    const { code, out } = await sentinel('--help');

    assert.equal(code, 0);
    for (const { name } of commands) assert.match(out, new RegExp(`^  ${name} `, 'm'));
  });

  for (const command of commands) {
    test(`${command.name} --help names every option`, async () => {
      const { code, out } = await sentinel(command.name, '--help');

      assert.equal(code, 0);
      for (const { name } of command.options) assert.ok(out.includes(`--${name}`), name);
    });
  }

  test('names the command that was probably meant', async () => {
    const { code, err } = await sentinel('chekc');

    assert.equal(code, 2);
    assert.match(err, /Did you mean "check"\?/);
  });

  test('tells of one command when asked for its help', async () => {
    const asked = await sentinel('help', 'validate');

    assert.equal(asked.code, 0);
    assert.equal(asked.out, (await sentinel('check', '--help')).out);
  });

  test('ignores no word of the command line', async () => {
    const lines = [
      ['check', 'a.kdl', 'b.kdl'],
      ['check', '-c', 'a.kdl', 'b.kdl'],
      ['schema', 'a.kdl'],
    ];

    for (const line of lines) {
      const { code, err } = await sentinel(...line);
      assert.equal(code, 2);
      assert.match(err, new RegExp(`^"${line.at(-1)}" is one too many`));
    }
  });

  test('says how to run a file that stands in the place of a command', async () => {
    const { code, err } = await sentinel('my.kdl');

    assert.equal(code, 2);
    assert.match(err, /For a file, write: sentinel run my\.kdl/);
  });

  test('answers 2 to an option that does not exist', async () => {
    const { code, err } = await sentinel('check', '--quietly');

    assert.equal(code, 2);
    assert.match(err, /--quietly/);
  });
});

describe('sentinel check', () => {
  test('answers 0 to a good configuration', async () => {
    const { code, out } = await sentinel('check', file('good.kdl', good));

    assert.equal(code, 0);
    assert.match(out, /is good for node/);
  });

  for (const alias of ['test', 'validate']) {
    test(`is also known as ${alias}`, async () => {
      assert.equal((await sentinel(alias, '-c', file('good.kdl', good))).code, 0);
    });
  }

  test('answers 1 and names every problem with its place', async () => {
    const bad = good.replace('address', 'adress').replace('upstream "app" }\n  route', 'upstream "ap" }\n  route');

    const { code, err } = await sentinel('check', file('bad.kdl', bad));

    assert.equal(code, 1);
    assert.match(err, /bad\.kdl:1:31: .*"adress"; did you mean "address"\?/);
    assert.match(err, /bad\.kdl:4:\d+: .*"ap"; did you mean "app"\?/);
  });

  test('writes JSON for programs', async () => {
    const { out } = await sentinel('check', '--json', file('bad.kdl', good.replace('address', 'adress')));

    const { ok, problems } = JSON.parse(out) as { ok: boolean; problems: { line: number; column: number }[] };
    assert.equal(ok, false);
    assert.equal(problems[0]!.line, 1);
  });

  test('refuses what another runtime cannot do, by its name', async () => {
    const slow = good.replace('8080"', '8080"; header-timeout-secs 5');

    const { code, err } = await sentinel('check', '--runtime', 'workerd', file('slow.kdl', slow));

    assert.equal(code, 1);
    assert.match(err, /"header-timeout-secs" has no effect on workerd/);
  });

  test('reports a file that is not there once, and nothing that may stand in it', async () => {
    const { code, err } = await sentinel('check', join(folder, 'absent.kdl'));

    assert.equal(code, 1);
    assert.match(err, /absent\.kdl: cannot be read: there is no such file\n1 error/);
    assert.doesNotMatch(err, /there is no listener/);
  });

  test('says in words why there is nothing to read', async () => {
    const cases: readonly [file: string, said: RegExp][] = [
      [folder, /: cannot be read: it is a folder\n/],
      [join(folder, 'absent.ts'), /absent\.ts: cannot be read: there is no such file\n/],
      [file('throws.config.ts', '\nthrow new Error("no home");'), /throws\.config\.ts:2:7: no home\n/],
      [file('makes.config.ts', 'export default () => ({});'), /: it exports a function; export what comes of it/],
      [file('empty.config.ts', 'export const x = 1;'), /: it exports no configuration; write export default define/],
    ];

    for (const [path, said] of cases) {
      const { code, err } = await sentinel('check', path);
      assert.equal(code, 1);
      assert.match(err, said);
    }
    assert.equal((await sentinel('convert', join(folder, 'absent.kdl'))).code, 1);
  });

  test('takes an empty SENTINEL_CONFIG for none', async () => {
    process.env['SENTINEL_CONFIG'] = '';
    const { code, err } = await sentinel('check');
    delete process.env['SENTINEL_CONFIG'];

    assert.equal(code, 2);
    assert.match(err, /^No configuration: name one/);
  });

  test('reads a program that exports a configuration', async () => {
    const program = `export default {
      listeners: [{ id: 'main', address: '127.0.0.1:8080' }],
      routes: [{ id: 'up', matches: { path: '/up' }, 'builtin-handler': 'health' }],
    };`;

    assert.equal((await sentinel('check', file('sentinel.config.ts', program))).code, 0);
  });
});

describe('sentinel explain', () => {
  test('names the route, its upstream, and why the others do not take the request', async () => {
    const { code, out } = await sentinel(
      'explain',
      '-c',
      file('good.kdl', good),
      '--path',
      '/api/x',
      '--method',
      'DELETE',
    );

    assert.equal(code, 0);
    assert.match(out, /route {5}all/);
    assert.match(out, /upstream {2}app: round-robin over 127\.0\.0\.1:3000, 127\.0\.0\.1:3001/);
    assert.match(out, /api \(priority 50\): method GET, POST does not match "DELETE"/);
  });

  test('answers 3 when no route takes the request', async () => {
    const narrow = good.replace('route "all" { matches { path-prefix "/" }', 'route "all" { matches { path "/only" }');

    assert.equal((await sentinel('explain', '-c', file('narrow.kdl', narrow), '--path', '/nowhere')).code, 3);
  });

  test('names the limits of the route, and what is done when its upstream fails', async () => {
    const text = `${good
      .replace('target "127.0.0.1:3001"', '$&; health-check "http"; circuit-breaker { failure-threshold 4 }')
      .replace(
        'route "all" {',
        `route "all" { filters "few" "two"; policies { max-body-size 99 }; retry-policy { hedge "50ms" }
         fallback { fallback-upstream "spare" }; shadow { upstream "spare"; percentage 5 }; circuit-breaker;`,
      )}
      upstreams { upstream "spare" { target "127.0.0.1:3002" } }
      filters { filter "few" { type "rate-limit"; max-rpm 60 }; filter "two" { type "concurrency"; limit 2 } }
      limits { max-requests-per-second-per-client 7 }`;
    const { out, err } = await sentinel('explain', '-c', file('rules.kdl', text), '--path', '/', '--runtime', 'node');
    assert.equal(err, '');

    for (const line of [
      'body      up to 99 bytes',
      'rate      all: 7 a second, 7 at once, by client-ip',
      'rate      few: 60 a minute, by client-ip, then reject',
      'at once   10000 requests of all routes',
      'at once   two: 2 by global, 0 waiting',
      'health    http, every 10000 ms',
      'breaker   opens after 4 failures in a row, for 30000 ms, by target',
      'breaker   opens after 5 failures in a row, for 30000 ms, of the route',
      'retries   up to 3 tries in all',
      'hedge     after 50ms, up to 1 more at once',
      'fallback  spare; up to 3 upstreams in all',
      'shadow    spare, 5% of the requests',
    ])
      assert.ok(out.includes(`${line}\n`), `${line} is not in\n${out}`);
  });

  for (const [wanted, said] of [
    ['', 'key       a virtual key is needed, within what it is good for\n'],
    ['virtual-keys "optional"', 'key       a virtual key may be shown\n'],
    ['virtual-keys "off"', ''],
  ] as const) {
    test(`tells whether a virtual key is asked for: ${wanted || 'as usual'}`, async () => {
      const text = `${good.replace('route "all" {', `route "all" { inference { ${wanted} };`)}\nvirtual-keys { store "none" }`;
      const { out, err } = await sentinel('explain', '-c', file('keys.kdl', text), '--path', '/');
      assert.equal(err, '');

      assert.equal(/^key .*\n/m.exec(out)?.[0] ?? '', said);
    });
  }

  test('says that files are served', async () => {
    mkdirSync(join(folder, 'site'));
    const text = good.replace(
      'route "all" { matches { path-prefix "/" }; upstream "app" }',
      'route "all" { matches { path-prefix "/" }; static-files { root "site" } }',
    );
    const { out } = await sentinel('explain', '-c', file('site.kdl', text), '--path', '/a.css');

    assert.match(out, /handler {3}static-files/);
  });

  test('says of limits and failures no more than is configured', async () => {
    const { out } = await sentinel('explain', '-c', file('good.kdl', good), '--path', '/', '--json');
    const { rules } = JSON.parse(out) as { rules: { what: string }[] };

    assert.deepEqual(
      rules.map(({ what }) => what),
      ['body', 'at once'],
    );
  });

  test('looks at the normalised path', async () => {
    const { out } = await sentinel('explain', '-c', file('good.kdl', good), '--path', '/x/../%61pi/y', '--json');

    assert.equal((JSON.parse(out) as { route: string }).route, 'api');
  });

  for (const [how, args, line] of [
    [
      'by connect where the client names another host',
      [],
      'connect (fetch sends no other Host than that of the target)',
    ],
    ['by fetch where the client names the target', ['--host', '127.0.0.1:3000'], 'fetch to 127.0.0.1:3000'],
    [
      'by connect where a WebSocket is to see another host',
      ['-H', 'Upgrade: websocket', '-H', 'Connection: upgrade'],
      'connect (fetch sends no other Host than that of the target)',
    ],
    ['by connect where a GET has a body', ['-H', 'Content-Length: 2'], 'connect (fetch sends no content with GET'],
  ] as const) {
    test(`tells for workerd that a target is reached ${how}`, async () => {
      const host = how.includes('body') ? ['--host', '127.0.0.1:3000'] : [];
      const path = file('good.kdl', good.replace('target "127.0.0.1:3001"', how.includes('body') ? '' : '$&'));

      const { out } = await sentinel('explain', '-c', path, '--runtime', 'workerd', ...host, ...args);

      assert.ok(out.includes(`transport ${line}`), out);
    });
  }

  test('heeds the Host that a setting or a rule writes', async () => {
    const told = async (upstream: string, route: string): Promise<string> => {
      const text = good
        .replace('target "127.0.0.1:3001"', upstream)
        .replace('route "all" {', `route "all" {\n${route}\n`);
      const { out } = await sentinel('explain', '-c', file('host.kdl', text), '--runtime', 'workerd');
      return /^transport +(\w+)/m.exec(out)?.[1] ?? out;
    };
    const byRule = 'policies { request-headers { set { "Host" "a.test" } } }';

    assert.equal(await told('host-header "target"', ''), 'fetch');
    assert.equal(await told('host-header "a.test"', ''), 'connect');
    assert.equal(await told('host-header "target"', byRule), 'connect');
  });

  test('says nothing of transports where there is one', async () => {
    const { out } = await sentinel('explain', '-c', file('good.kdl', good), '--runtime', 'node');

    assert.ok(!out.includes('transport'), out);
  });

  test('says which listeners there are', async () => {
    const { code, err } = await sentinel('explain', '-c', file('good.kdl', good), '--listener', 'other');

    assert.equal(code, 2);
    assert.match(err, /there are main/);
  });
});

describe('sentinel lint', () => {
  test('advises on what is right but unwise, and answers 0', async () => {
    const { code, out } = await sentinel('lint', '-c', file('good.kdl', good));

    assert.equal(code, 0);
    assert.match(out, /observability\.logging\.access-log: /);
    assert.match(out, /routes\.api: .*retry-policy/);
  });
});

describe('sentinel convert', () => {
  test('writes KDL as JSON and back, with the same meaning', async () => {
    const { out: json } = await sentinel('convert', file('good.kdl', good));
    const { out: kdl } = await sentinel('convert', file('good.json', json));
    const { out: again } = await sentinel('convert', '--to', 'json', file('again.kdl', kdl));

    assert.deepEqual(JSON.parse(again), JSON.parse(json));
  });

  test('answers 2 to a format that does not exist', async () => {
    assert.equal((await sentinel('convert', '--to', 'yaml', file('good.kdl', good))).code, 2);
  });
});

describe('sentinel schema', () => {
  test('writes a JSON Schema that knows the sections', async () => {
    const { out } = await sentinel('schema');

    const { properties } = JSON.parse(out) as { properties: Record<string, unknown> };
    assert.ok('routes' in properties && 'upstreams' in properties);
  });
});
