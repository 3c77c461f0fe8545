import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Address } from '../../shared/platform/transport.ts';
import { alive } from './alive.ts';
import { DiscoveredStage, discovers, least, type SourceType, sourceTypes } from './discovered.ts';
import { Stage } from './stage.ts';

/** The settings that every source has, by the names they go by. */
const names = {
  dns: [
    'upstreams.discovery[dns].type',
    'upstreams.discovery[dns].keep-for-secs',
    'upstreams.discovery[dns].empty-answer',
    'upstreams.discovery[dns].max-targets',
  ],
  'dns-srv': [
    'upstreams.discovery[dns-srv].type',
    'upstreams.discovery[dns-srv].keep-for-secs',
    'upstreams.discovery[dns-srv].empty-answer',
    'upstreams.discovery[dns-srv].max-targets',
  ],
  consul: [
    'upstreams.discovery[consul].type',
    'upstreams.discovery[consul].keep-for-secs',
    'upstreams.discovery[consul].empty-answer',
    'upstreams.discovery[consul].max-targets',
  ],
  kubernetes: [
    'upstreams.discovery[kubernetes].type',
    'upstreams.discovery[kubernetes].keep-for-secs',
    'upstreams.discovery[kubernetes].empty-answer',
    'upstreams.discovery[kubernetes].max-targets',
  ],
  file: [
    'upstreams.discovery[file].type',
    'upstreams.discovery[file].keep-for-secs',
    'upstreams.discovery[file].empty-answer',
    'upstreams.discovery[file].max-targets',
  ],
  http: [
    'upstreams.discovery[http].type',
    'upstreams.discovery[http].keep-for-secs',
    'upstreams.discovery[http].empty-answer',
    'upstreams.discovery[http].max-targets',
  ],
} as const satisfies Readonly<Record<SourceType, readonly string[]>>;

/** Shows what is seen without a setting of a source, and with it. */
function shows(
  setting: string,
  promise: string,
  type: SourceType,
  { off = '', on }: { readonly off?: string; readonly on: string },
  see: (stage: DiscoveredStage) => unknown,
  seen: readonly [off: unknown, on: unknown],
): void {
  test(`${setting} ${promise}`, async () => {
    const look = async (settings: string) => see(await DiscoveredStage.of(type, discovers(type, settings)));

    assert.notDeepEqual(seen[0], seen[1]);
    assert.deepEqual([await look(off), await look(on)], seen);
  });
}

const first = ({ calls }: DiscoveredStage) => calls[0]!.request;
const query = (stage: DiscoveredStage) => first(stage).head.query;
/** How often the source is looked at in a minute. */
const looks = async (stage: DiscoveredStage) => {
  const count = () => stage.calls.length + stage.names.length + stage.files.length;
  const before = count();
  await stage.pass(60_000);
  return count() - before > 20;
};

for (const type of sourceTypes) {
  const [kind, keepFor, empty, most] = names[type];
  describe(`discovery by ${type}`, () => {
    test(`${kind} is where targets come from`, async () => {
      const stage = await DiscoveredStage.of(type, discovers(type));

      assert.deepEqual(await stage.reached(), ['10.0.0.1:80']);
      assert.deepEqual(await (await stage.say(['10.0.0.1', '10.0.0.2'])).reached(), ['10.0.0.1:80', '10.0.0.2:80']);
    });

    shows(
      keepFor,
      'is how long targets are used while the source fails',
      type,
      { on: 'keep-for-secs 20' },
      async (stage) => (await stage.say('fails')).reached(),
      [['10.0.0.1:80'], [503]],
    );

    shows(
      empty,
      'says whether an answer without targets is believed',
      type,
      { on: 'empty-answer "take"' },
      async (stage) => (await stage.say([])).reached(),
      [['10.0.0.1:80'], [503]],
    );

    shows(
      most,
      'bounds the targets',
      type,
      { on: 'max-targets 1' },
      async (stage) => (await stage.say(['10.0.0.1', '10.0.0.2'])).reached(),
      [['10.0.0.1:80', '10.0.0.2:80'], ['10.0.0.1:80']],
    );
  });
}

const timeouts = {
  consul: 'upstreams.discovery[consul].timeout-secs',
  kubernetes: 'upstreams.discovery[kubernetes].timeout-secs',
  http: 'upstreams.discovery[http].timeout-secs',
} as const;

describe('discovery by questions over HTTP', () => {
  for (const type of ['consul', 'kubernetes', 'http'] as const) {
    test(`${timeouts[type]} is how long an answer is waited for`, async () => {
      const cancelled = async (settings: string) => {
        const stage = await DiscoveredStage.of(type, discovers(type, settings), 'silent');
        await stage.pass(2_000);
        return stage.calls[0]!.cancelled.length > 0;
      };

      assert.deepEqual([await cancelled(''), await cancelled('timeout-secs 1')], [false, true]);
    });
  }

  const url = (type: 'http' | 'consul', to: string) =>
    type === 'http' ? discovers(type, '', `url "${to}"`) : discovers(type, `address "${to}"`);
  const asked = async (type: 'http' | 'consul', to: string) => {
    const { address, head } = first(await DiscoveredStage.of(type, url(type, to)));
    return [address.host, address.port, address.tls !== undefined, head.authority, head.path];
  };

  test('upstreams.discovery[http].url is what is asked', async () => {
    assert.deepEqual(await asked('http', 'http://l.test/a/'), ['l.test', 80, false, 'l.test', '/a/']);
    assert.deepEqual(await asked('http', 'https://l.test:9'), ['l.test', 9, true, 'l.test:9', '/']);
  });

  test('upstreams.discovery[consul].address is where the agent is asked', async () => {
    const path = '/v1/health/service/app';

    assert.deepEqual(await asked('consul', 'http://c.test:8500'), ['c.test', 8500, false, 'c.test:8500', path]);
    assert.deepEqual(await asked('consul', 'https://c.test/sub/'), ['c.test', 443, true, 'c.test', `/sub${path}`]);
  });

  shows(
    'upstreams.discovery[http].headers',
    'are sent',
    'http',
    { on: 'headers { X-Key "k" }' },
    (stage) => first(stage).head.headers.get('x-key'),
    [undefined, 'k'],
  );

  shows(
    'upstreams.discovery[consul].token',
    'is shown to Consul',
    'consul',
    { on: 'token "t"' },
    (stage) => first(stage).head.headers.get('x-consul-token'),
    [undefined, 't'],
  );

  shows('upstreams.discovery[consul].datacenter', 'is asked for', 'consul', { on: 'datacenter "eu 1"' }, query, [
    'passing=true',
    'passing=true&dc=eu%201',
  ]);

  shows('upstreams.discovery[consul].tag', 'is asked for', 'consul', { on: 'tag "v2"' }, query, [
    'passing=true',
    'passing=true&tag=v2',
  ]);

  shows('upstreams.discovery[consul].only-passing', 'is asked for', 'consul', { on: 'only-passing #false' }, query, [
    'passing=true',
    undefined,
  ]);

  shows(
    'upstreams.discovery[consul].wait-secs',
    'is how long Consul may hold an answer back',
    'consul',
    { on: 'wait-secs 7' },
    ({ calls }) => calls[1]?.request.head.query,
    ['passing=true&index=1&wait=60000ms', 'passing=true&index=1&wait=7000ms'],
  );

  const services = {
    consul: 'upstreams.discovery[consul].service',
    kubernetes: 'upstreams.discovery[kubernetes].service',
  } as const;
  for (const type of ['consul', 'kubernetes'] as const) {
    test(`${services[type]} is asked for`, async () => {
      const slots = discovers(type, '', least[type].replace('"app"', '"o ther"'));
      const { head } = first(await DiscoveredStage.of(type, slots));

      assert.match(`${head.path}?${head.query}`, /o%20ther/);
    });
  }

  shows(
    'upstreams.discovery[kubernetes].namespace',
    'is asked for',
    'kubernetes',
    { on: 'namespace "prod"' },
    (stage) => first(stage).head.path.split('/')[5],
    ['default', 'prod'],
  );

  shows(
    'upstreams.discovery[kubernetes].port-name',
    'chooses the port',
    'kubernetes',
    { on: 'port-name "other"' },
    (stage) => stage.reached(),
    [['10.0.0.1:80'], ['10.0.0.1:81']],
  );

  shows(
    'upstreams.discovery[kubernetes].watch-secs',
    'is how long a watch lasts',
    'kubernetes',
    { on: 'watch-secs 60' },
    ({ calls }) => /timeoutSeconds=\d+/.exec(calls[1]?.request.head.query ?? '')?.[0],
    ['timeoutSeconds=300', 'timeoutSeconds=60'],
  );

  test('upstreams.discovery[kubernetes].kubeconfig says where the API is, and who asks', async () => {
    const { address, head } = first(await DiscoveredStage.of('kubernetes', discovers('kubernetes')));
    const inPod = DiscoveredStage.of('kubernetes', discovers('kubernetes', '', 'service "app"'));

    assert.deepEqual([address.host, address.port], ['api.test', 6443]);
    assert.equal(head.headers.get('authorization'), 'Bearer kube-token');
    await assert.rejects(inPod, ({ detail }) => /KUBERNETES_SERVICE_HOST/.test(detail));
  });
});

describe('discovery by names', () => {
  const asked = async (type: 'dns' | 'dns-srv', settings: string, needed = least[type]) => {
    const stage = await DiscoveredStage.of(type, discovers(type, settings, needed));
    return stage.names[0]!;
  };

  test('upstreams.discovery[dns].hostname is asked for', async () => {
    assert.equal((await asked('dns', '', 'hostname "b.test"; port 80')).name, 'b.test');
  });

  test('upstreams.discovery[dns].port is that of the targets', async () => {
    const stage = await DiscoveredStage.of('dns', discovers('dns', '', 'hostname "b.test"; port 81'));

    assert.deepEqual(await stage.reached(), ['10.0.0.1:81']);
  });

  test('upstreams.discovery[dns-srv].name is asked for', async () => {
    assert.equal((await asked('dns-srv', '', 'name "_x._tcp.b.test"')).name, '_x._tcp.b.test');
  });

  const settings = {
    dns: [
      'upstreams.discovery[dns].family',
      'upstreams.discovery[dns].resolvers',
      'upstreams.discovery[dns].timeout-secs',
    ],
    'dns-srv': [
      'upstreams.discovery[dns-srv].family',
      'upstreams.discovery[dns-srv].resolvers',
      'upstreams.discovery[dns-srv].timeout-secs',
    ],
  } as const;
  for (const type of ['dns', 'dns-srv'] as const) {
    const [family, resolvers, timeout] = settings[type];
    test(`${family} is asked for`, async () => {
      const families = async (text: string) => (await asked(type, text)).asking.families;

      assert.deepEqual([await families(''), await families('family "ipv6"')], [[4, 6], [6]]);
    });

    test(`${resolvers} are asked`, async () => {
      assert.deepEqual((await asked(type, 'resolvers "10.0.0.53:53" "[fd00::1]:53"')).asking.servers, [
        '10.0.0.53:53',
        '[fd00::1]:53',
      ]);
    });

    test(`${timeout} is how long name servers are waited for`, async () => {
      assert.equal((await asked(type, 'timeout-secs 2')).asking.timeoutMs, 2000);
    });
  }
});

const intervals = {
  dns: 'upstreams.discovery[dns].refresh-interval-secs',
  'dns-srv': 'upstreams.discovery[dns-srv].refresh-interval-secs',
  file: 'upstreams.discovery[file].refresh-interval-secs',
  http: 'upstreams.discovery[http].refresh-interval-secs',
} as const;

describe('discovery by looks now and then', () => {
  for (const type of ['dns', 'dns-srv', 'file', 'http'] as const) {
    shows(intervals[type], 'is the time between two looks', type, { on: 'refresh-interval-secs 2' }, looks, [
      false,
      true,
    ]);
  }

  test('upstreams.discovery[file].path is what is read', async () => {
    const stage = await DiscoveredStage.of('file', discovers('file', '', 'path "/a/b"'));

    assert.equal(stage.files[0], '/a/b');
  });
});

describe('discovery "static"', () => {
  alive('upstreams.discovery[static].type', 'names targets by itself', {
    on: { targets: 'discovery "static" { targets "b.test:80" }' },
    see: async (stage) => [(await stage.ask()).status, ...stage.reached],
    shows: [
      [200, 'a.test'],
      [200, 'b.test'],
    ],
  });

  alive('upstreams.discovery[static].targets', 'are targets beside those of the upstream', {
    on: { upstream: 'discovery "static" { targets "b.test:80" "c.test:80" }' },
    see: async (stage: Stage) => {
      await stage.times(6);
      return [...new Set(stage.reached)].sort();
    },
    shows: [['a.test'], ['a.test', 'b.test', 'c.test']],
  });
});

describe('discovery over TLS', () => {
  const tlsOf = async (tls: string): Promise<Address['tls']> =>
    first(await DiscoveredStage.of('consul', discovers('consul', `address "https://c.test"; tls { ${tls} }`))).address
      .tls;

  test('upstreams.discovery[consul].tls.sni is the name that is verified', async () => {
    assert.deepEqual([(await tlsOf(''))?.serverName, (await tlsOf('sni "x.test"'))?.serverName], [undefined, 'x.test']);
  });

  test('upstreams.discovery[consul].tls.insecure-skip-verify takes any certificate', async () => {
    assert.deepEqual(
      [(await tlsOf(''))?.skipVerify, (await tlsOf('insecure-skip-verify #true'))?.skipVerify],
      [false, true],
    );
  });

  test('upstreams.discovery[consul].tls.ca-cert is who is trusted', async () => {
    assert.equal((await tlsOf('ca-cert "/ca"'))?.ca, 'text of /ca');
  });

  test('upstreams.discovery[consul].tls.client-cert and upstreams.discovery[consul].tls.client-key are shown', async () => {
    const shown = await tlsOf('client-cert "/cert"; client-key "/key"');

    assert.deepEqual([shown?.cert, shown?.key], ['text of /cert', 'text of /key']);
  });
});

describe('what is told of discovery', () => {
  const page = {
    system: 'admin-token "secret"',
    routes: 'route "page" { matches { path "/page" }; builtin-handler "upstreams" }',
  };
  const shown = async ({ stage }: DiscoveredStage) => {
    const { text } = await stage.ask({ target: '/page', headers: { authorization: 'Bearer secret' } });
    return (JSON.parse(text) as { upstreams: { discovery: Record<string, unknown> }[] }).upstreams[0]!.discovery;
  };

  test('the page shows how the source does', async () => {
    const stage = await DiscoveredStage.of('http', { ...page, ...discovers('http') });
    const well = await shown(stage);
    await stage.say('fails');
    const ill = await shown(stage);

    assert.deepEqual([well['type'], well['state'], well['reason']], ['http', 'current', null]);
    assert.deepEqual([ill['state'], ill['reason']], ['failing', 'upstream_refused']);
    assert.match(String(ill['answered_at']), /^2023-11-/);
  });

  test('the page has nothing of it where there is none', async () => {
    const stage = await Stage.of(page);
    const { text } = await stage.ask({ target: '/page', headers: { authorization: 'Bearer secret' } });

    assert.equal(JSON.parse(text).upstreams[0].discovery, null);
  });

  test('the log has a line for each change', async () => {
    const logging = 'error-log { level "info" }';
    const stage = await DiscoveredStage.of('http', { logging, ...discovers('http', 'keep-for-secs 100') });
    await stage.say(['10.0.0.2']);
    await stage.say('fails');
    await stage.pass(120_000);
    await stage.say(['10.0.0.3']);

    assert.deepEqual(
      stage.stage.logged('error').map(({ level, message }) => `${level} ${message}`),
      [
        'info Upstream "app" has other targets: 1 now; new: 10.0.0.1:80.',
        'info Upstream "app" has other targets: 1 now; new: 10.0.0.2:80; gone: 10.0.0.1:80.',
        'warn Upstream "app" keeps the targets it knows, as their source fails: upstream_refused.',
        'warn Upstream "app" has given up the targets it knew: upstream_refused.',
        'info Upstream "app" has other targets: 1 now; new: 10.0.0.3:80.',
        'info Upstream "app" knows its targets again: the source answers.',
      ],
    );
  });
});
