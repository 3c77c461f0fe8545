import assert from 'node:assert/strict';
import { json, messages, play } from '../../support/ai/ai-world.ts';
import { type ReadMetrics, readMetrics } from '../../support/metrics-reader.ts';
import { field } from '../../support/raw-message.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { World } from '../world.ts';

export const config = (ports: Ports) =>
  sentinel(ports, {
    system: 'admin-token "open-sesame"',
    upstreams: [
      upstream('app', [ports.a]),
      upstream('model', [ports.b]),
      upstream('halting', [ports.refused, ports.c]),
      upstream('away', [ports.refused], 'circuit-breaker { failure-threshold 100 }'),
    ].join('\n'),
    routes: [
      'route "metrics" { matches { path "/metrics" }; builtin-handler "metrics" }',
      prefixRoute('plain', '/plain', 'app'),
      prefixRoute('odd', '/odd', 'app'),
      prefixRoute('limited', '/limited', 'app', 'filters "one"'),
      prefixRoute('retried', '/retried', 'halting'),
      prefixRoute('falling', '/falling', 'away', 'fallback { fallback-upstream "app" }'),
      prefixRoute(
        'chat',
        '/chat',
        'model',
        `inference {
           budget { name "daily"; limit 1000; ledger "local"; key "header:X-Tenant" }
           cost-attribution { pricing { model "our-*" { input-cost-per-million 1; output-cost-per-million 2 } } }
         }`,
      ),
    ].join('\n'),
    more: `filters { filter "one" { type "rate-limit"; max-rps 1; burst 1; key "global" } }
      observability { metrics { } }`,
  });

const token = 'Authorization: Bearer open-sesame';

async function metricsOf(world: World, accept?: string): Promise<ReadMetrics> {
  const headers = accept === undefined ? [token] : [token, `Accept: ${accept}`];
  const reply = await world.ask('GET /metrics', { headers });
  assert.equal(reply.status, 200);
  return readMetrics(reply.text, accept?.includes('openmetrics'));
}

/**
 * What happens, and how many of these samples there are more after it. A request is counted when its last byte is handed
 * on, which may be a moment after the client has it: so it is read until nothing changes any more.
 */
async function grows(world: World, act: () => Promise<unknown>, names: readonly string[]): Promise<readonly number[]> {
  const read = async () => {
    const { values } = await metricsOf(world);
    return names.map((name) => values.get(`sentinel_${name}`) ?? 0);
  };
  const before = await read();
  await act();
  let after = await read();
  for (let i = 0; i < 50; i += 1) {
    const again = await read();
    const isStill = again.every((value, at) => value === after[at] && value > before[at]!);
    after = again;
    if (isStill) break;
  }
  return after.map((value, at) => value - before[at]!);
}

export const cases: readonly Case[] = [
  {
    name: 'shows metrics to the holder of the token alone, in the format of Prometheus',
    async run(world) {
      assert.equal((await world.ask('GET /metrics')).status, 401);
      const reply = await world.ask('GET /metrics', { headers: [token] });

      assert.equal(field(reply, 'content-type'), 'text/plain; version=0.0.4; charset=utf-8');
      assert.equal(readMetrics(reply.text).values.get('sentinel_up'), 1);
    },
  },
  {
    name: 'writes OpenMetrics for a client that likes it better',
    async run(world) {
      const accept = 'application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.3';

      assert.equal((await metricsOf(world, accept)).values.get('sentinel_up'), 1);
    },
  },
  {
    name: 'counts requests by route, method and class of status, with their times and bytes',
    async run(world) {
      const grown = await grows(world, async () => {
        await world.ask('GET /plain/a');
        await world.ask('POST /plain/b', { body: 'four' });
      }, [
        'requests_total{route="plain",method="GET",status="2xx"}',
        'requests_total{route="plain",method="POST",status="2xx"}',
        'request_duration_seconds_count{route="plain"}',
        'request_first_byte_seconds_count{route="plain"}',
        'upstream_attempts_total{upstream="app",outcome="2xx"}',
      ]);

      assert.deepEqual(grown, [1, 1, 2, 2, 2]);
    },
  },
  {
    name: 'counts what no route takes, and methods it does not know, under fixed names',
    async run(world) {
      const act = async () => {
        await world.ask('GET /nowhere/1');
        await world.ask('GET /nowhere/2');
        await world.ask('PROPFIND /odd/x');
      };
      const names = [
        'requests_total{route="unknown",method="GET",status="4xx"}',
        'request_faults_total{route="unknown",code="route_not_found"}',
        'request_duration_seconds_count{route="odd"}',
      ];

      assert.deepEqual(await grows(world, act, names), [2, 2, 1]);
      assert.ok(![...(await metricsOf(world)).values.keys()].some((name) => /nowhere|PROPFIND/.test(name)));
    },
  },
  {
    name: 'counts requests that a limit refuses, by the limit',
    async run(world) {
      const act = () => Promise.all(Array.from({ length: 4 }, () => world.ask('GET /limited')));
      const [hits, faults, refused] = await grows(world, act, [
        'limit_hits_total{route="limited",limit="one",action="rejected"}',
        'request_faults_total{route="limited",code="rate_limited"}',
        'requests_total{route="limited",method="GET",status="4xx"}',
      ]);

      assert.ok(hits! >= 2);
      assert.deepEqual([faults, refused], [hits, hits]);
    },
  },
  {
    name: 'counts tries that failed, what was tried again, and what went to another upstream',
    async run(world) {
      const act = async () => {
        await world.ask('GET /retried');
        await world.ask('GET /retried');
        await world.ask('GET /falling');
      };
      const [answered, refused, retries, fallen] = await grows(world, act, [
        'upstream_attempts_total{upstream="halting",outcome="2xx"}',
        'upstream_attempts_total{upstream="halting",outcome="upstream_refused"}',
        'upstream_retries_total{upstream="halting"}',
        'fallbacks_total{route="falling",from="away",to="app",reason="connection_error"}',
      ]);

      assert.ok(refused! >= 1);
      assert.deepEqual([answered, retries, fallen], [2, refused, 1]);
    },
  },
  {
    name: 'tells how upstreams, their targets and their breakers stand',
    async run(world) {
      const { values } = await metricsOf(world);
      const [, , c] = world.origins;

      const open = values.get('sentinel_upstream_connections{upstream="app",state="open"}');
      // The platform keeps the connections there.
      assert.equal(open === undefined, world.subject.runtime === 'workerd');
      assert.equal(values.get('sentinel_upstream_targets{upstream="halting",state="available"}'), 2);
      assert.equal(values.get(`sentinel_target_up{upstream="halting",target="127.0.0.1:${c!.port}"}`), 1);
      assert.deepEqual(
        [...values]
          .filter(([name]) => name.startsWith('sentinel_circuit_breaker_state{upstream="away"'))
          .map(([, v]) => v),
        [0],
      );
    },
  },
  {
    name: 'counts tokens, costs and budgets of models, by names of the configuration alone',
    async run(world) {
      const chat = async (model: string) => {
        play(world, { usage: { input: 100, output: 50 }, model });
        const body = JSON.stringify({ model, messages, max_tokens: 60 });
        await world.ask('POST /chat/v1/chat/completions', { headers: [...json, 'X-Tenant: secret-tenant'], body });
      };
      const act = async () => {
        await chat('our-7');
        await chat('made-up-by-a-client');
      };
      const grown = await grows(world, act, [
        'inference_requests_total{route="chat",provider="generic",answer="document",outcome="completed"}',
        'inference_tokens_total{route="chat",model="our-*",kind="input"}',
        'inference_tokens_total{route="chat",model="other",kind="output"}',
        'inference_cost_micro_units_total{route="chat",model="our-*",currency="USD"}',
        'inference_unpriced_total{route="chat",model="other"}',
        'budget_spent_total{route="chat",budget="daily",unit="tokens"}',
      ]);
      const { values } = await metricsOf(world);

      assert.deepEqual(grown, [2, 100, 50, 200, 1, 300]);
      assert.equal(values.get('sentinel_budget_remaining{route="chat",budget="daily",unit="tokens"}'), 700);
      assert.ok(![...values.keys()].some((name) => /secret-tenant|made-up/.test(name)));
    },
  },
];
